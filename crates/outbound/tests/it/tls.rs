use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderMap, Method};
use outbound::{
    ClientIdentity, ExchangeError, HttpClients, HttpSettings, NameLookup, Pooling, Request,
    Response, Transport,
};
use rcgen::ExtendedKeyUsagePurpose;
use rustls::crypto::aws_lc_rs;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::certificates::{Authority, Leaf};

const HOST: &str = "station.example";

struct Loopback;

#[async_trait]
impl NameLookup for Loopback {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec!["127.0.0.1".parse().unwrap()])
    }
}

/// Answers every request on every connection; wants a certificate of `clients`, if there is one.
async fn serve(leaf: &Leaf, clients: Option<&Authority>) -> u16 {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der.clone()).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.unwrap())
        }
    };
    let config = builder.with_single_cert(vec![leaf.certificate.clone()], leaf.key());
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(socket).await else {
                continue;
            };
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhere";
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

async fn call(port: u16, host: &str, settings: HttpSettings) -> Result<Response, ExchangeError> {
    let settings = HttpSettings {
        allowed_networks: vec!["127.0.0.0/8".parse().unwrap()],
        ..settings
    };
    let clients = HttpClients::with_lookup(settings, Arc::new(Loopback)).unwrap();
    let client = clients.client(Transport::Https, Pooling::Fresh).unwrap();
    let request = Request {
        method: Method::GET,
        target: clients
            .guard()
            .target(&format!("https://{host}:{port}/"))
            .unwrap(),
        headers: HeaderMap::new(),
        body: Vec::new(),
        timeout: Duration::from_secs(10),
        body_bytes_max: 100,
    };
    client.exchange(request).await
}

fn trusting(authority: &Authority) -> HttpSettings {
    HttpSettings {
        extra_authorities_pem: Some(authority.pem.clone().into_bytes()),
        ..HttpSettings::default()
    }
}

#[tokio::test]
async fn a_server_is_trusted_by_its_authority_and_its_name() {
    let authority = Authority::new();
    let leaf = authority.issue(HOST, ExtendedKeyUsagePurpose::ServerAuth);
    let port = serve(&leaf, None).await;
    let response = call(port, HOST, trusting(&authority)).await.unwrap();
    assert_eq!(&response.body[..], b"here");

    for (host, settings) in [
        (HOST, HttpSettings::default()),
        (HOST, trusting(&Authority::new())),
        ("other.example", trusting(&authority)),
    ] {
        let error = call(port, host, settings).await.unwrap_err();
        assert!(
            matches!(error, ExchangeError::NotConnected(_)),
            "{host}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_certificate_of_the_wrong_purpose_is_not_a_server_s() {
    let authority = Authority::new();
    let leaf = authority.issue(HOST, ExtendedKeyUsagePurpose::ClientAuth);
    let port = serve(&leaf, None).await;
    let error = call(port, HOST, trusting(&authority)).await.unwrap_err();
    assert!(matches!(error, ExchangeError::NotConnected(_)), "{error:?}");
}

#[tokio::test]
async fn the_platform_shows_its_own_certificate_to_who_asks() {
    let servers = Authority::new();
    let platform = Authority::new();
    let leaf = servers.issue(HOST, ExtendedKeyUsagePurpose::ServerAuth);
    let port = serve(&leaf, Some(&platform)).await;
    assert!(call(port, HOST, trusting(&servers)).await.is_err());

    let own = platform.issue("nodo.example", ExtendedKeyUsagePurpose::ClientAuth);
    let settings = HttpSettings {
        identity: Some(ClientIdentity {
            certificate_chain_pem: own.certificate_pem.into_bytes(),
            key_pem: own.key_pem.into_bytes(),
        }),
        ..trusting(&servers)
    };
    let response = call(port, HOST, settings).await.unwrap();
    assert_eq!(&response.body[..], b"here");
}

#[tokio::test]
async fn who_speaks_no_tls_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                .await;
        }
    });
    let error = call(port, HOST, HttpSettings::default()).await.unwrap_err();
    assert!(matches!(error, ExchangeError::NotConnected(_)), "{error:?}");
}
