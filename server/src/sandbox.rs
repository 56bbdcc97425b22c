//! The demo world: simulated counterparties on ports of their own, and the registry, fees and people
//! that go with them.

use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use identity::{Membership, Party, PartyId, PartyKind, Role};
use registry::Entries;
use serde::Deserialize;
use simulators::card_gateway::{self, ApiKey, TEST_CARDS, Timings};
use simulators::identity_provider::{self, Client, PEOPLE};
use simulators::mailbox::{self, Mailbox};
use simulators::world::{self, NOTICES};
use simulators::{Background, SoapClient, creditor, psp};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::clock::Sources;
use crate::config::Config;
use crate::platform::Platform;

/// The port of the first simulator is this much above the server's own.
const FIRST_PORT_OFFSET: u16 = 10;

const GATEWAY_KEY: &str = "sandbox-gateway-key";
const CLIENT_ID: &str = "nodo";

const BUNDLES: &str = include_str!("../demo/bundles.json");
const MEMBERS: &str = include_str!("../demo/members.json");

/// The running simulators.
pub(crate) struct Sandbox {
    background: Background,
    counterparties: Url,
    gateway: Url,
    identity_provider: Url,
    mailbox: Url,
}

/// A person's role in a party of the demo world.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    person: domain::FiscalCode,
    party: MemberParty,
    role: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MemberParty {
    id: String,
    kind: String,
    name: String,
    fiscal_code: String,
}

impl Member {
    fn read(self) -> anyhow::Result<(domain::FiscalCode, Membership)> {
        let unknown = "a demo person's role is not of the platform";
        let party = Party {
            id: PartyId::parse(&self.party.id)?,
            kind: PartyKind::from_code(&self.party.kind).context(unknown)?,
            name: self.party.name.clone(),
            fiscal_code: domain::CreditorFiscalCode::parse(&self.party.fiscal_code)?,
        };
        let role = Role::from_code(&self.role).context(unknown)?;
        Ok((self.person, Membership { party, role }))
    }
}

/// A bound port and its address.
struct Port {
    listener: TcpListener,
    url: Url,
}

fn point_at_gateway(config: &mut Config, gateway: &Url) -> anyhow::Result<()> {
    config.gateway.url = without_slash(gateway);
    config.gateway.api_key = GATEWAY_KEY.into();
    config.gateway.script_url = gateway.join("sdk.js")?.into();
    Ok(())
}

fn point_at_identity_provider(config: &mut Config, provider: &Url, secret: &str) {
    config.identity.issuer = without_slash(provider);
    config.identity.client_id = CLIENT_ID.into();
    config.identity.client_secret = secret.into();
    config.identity.spid_idp = "spid".into();
    config.identity.cie_idp = "cie".into();
}

impl Sandbox {
    /// Starts every simulator, and points the configuration at them.
    pub(crate) async fn start(config: &mut Config) -> anyhow::Result<Self> {
        let sources = Sources::system();
        let background = Background::new(CancellationToken::new());
        let mut ports = Ports::new(config);
        let counterparties = ports.next().await?;
        let gateway = ports.next().await?;
        let identity_provider = ports.next().await?;
        let mailbox_pages = ports.next().await?;
        let smtp = ports.next().await?;

        let secret = sources.random.hex::<32>();
        point_at_gateway(config, &gateway.url)?;
        point_at_identity_provider(config, &identity_provider.url, &secret);
        config.mail.relay = format!("127.0.0.1:{}", smtp.url.port().unwrap_or_default());
        config.outbound.allowed_networks.push("127.0.0.0/8".into());

        let http = simulators::loopback_client()?;
        let sandbox = Self {
            counterparties: counterparties.url.clone(),
            gateway: gateway.url.clone(),
            identity_provider: identity_provider.url.clone(),
            mailbox: mailbox_pages.url.join("mailbox")?,
            background,
        };
        let gateway_router = card_gateway::router(card_gateway::Config {
            clock: Arc::clone(&sources.clock),
            random: Arc::clone(&sources.random),
            http: http.clone(),
            public_url: gateway.url.clone(),
            api_key: ApiKey::new(GATEWAY_KEY),
            background: sandbox.background.clone(),
            timings: Timings::default(),
        });
        let provider_router = identity_provider::router(identity_provider::Config {
            issuer: config.identity.issuer.clone(),
            clients: vec![Client {
                id: CLIENT_ID.into(),
                secret,
                redirect_uris: vec![crate::platform::login_return(config)],
            }],
            clock: Arc::clone(&sources.clock),
            random: Arc::clone(&sources.random),
        })?;
        let creditors = creditor::Creditor::new(Arc::clone(&sources.clock))?;
        let node = Url::parse(&config.public_url())?.join(edge::soap::AUTHENTICATED_PATH)?;
        let psps = psp::Psp::new(psp::Config {
            clock: Arc::clone(&sources.clock),
            node: SoapClient {
                http,
                url: node,
                subscription_key: None,
            },
            background: sandbox.background.clone(),
            timings: psp::Timings::default(),
        });
        let mailbox = Mailbox::new(Arc::clone(&sources.clock));
        sandbox.serve(gateway, gateway_router);
        sandbox.serve(identity_provider, provider_router);
        sandbox.serve(
            counterparties,
            creditor::router(creditors).merge(psp::router(psps)),
        );
        sandbox.serve(mailbox_pages, mailbox::router(mailbox.clone()));
        let background = sandbox.background.clone();
        sandbox
            .background
            .spawn(mailbox::serve(smtp.listener, mailbox, background));
        Ok(sandbox)
    }

    /// Fills the registry and gives the demo people their roles. Repeating it changes nothing.
    pub(crate) async fn populate(&self, platform: &Platform) -> anyhow::Result<()> {
        let entries: Entries = serde_json::from_value(world::registry_json(&self.counterparties))?;
        let report = platform.registry.import(&entries).await?;
        anyhow::ensure!(
            report.errors.is_empty(),
            "the demo registry is not consistent: {:?}",
            report.errors
        );
        let members: Vec<Member> = serde_json::from_str(MEMBERS)?;
        for member in members {
            let (person, membership) = member.read()?;
            platform
                .store
                .put_membership(&person, &membership)
                .await
                .context("adding a demo person's role")?;
        }
        Ok(())
    }

    /// The demo PSPs' fees.
    pub(crate) fn bundles() -> anyhow::Result<Arc<[gec::Bundle]>> {
        let bundles: Vec<gec::Bundle> = serde_json::from_str(BUNDLES)?;
        Ok(bundles.into())
    }

    pub(crate) async fn stop(self) {
        self.background.shut_down().await;
    }

    fn serve(&self, port: Port, router: Router) {
        let background = self.background.clone();
        self.background.spawn(async move {
            let served = axum::serve(port.listener, router)
                .with_graceful_shutdown(async move { background.stopped().await });
            if let Err(error) = served.await {
                tracing::error!(error = %error, "a simulator has stopped");
            }
        });
    }

    /// What somebody who has just started it wants to know.
    pub(crate) fn describe(&self, url: &str) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(url, &mut text);
        text
    }

    fn write(&self, url: &str, text: &mut String) -> std::fmt::Result {
        writeln!(text, "Simulators")?;
        writeln!(
            text,
            "  creditors     {}simulators/creditor",
            self.counterparties
        )?;
        writeln!(text, "  card gateway  {}", self.gateway)?;
        writeln!(text, "  SPID and CIE  {}", self.identity_provider)?;
        writeln!(text, "  mailbox       {}", self.mailbox)?;
        writeln!(text, "Notices to pay (creditor, notice, cents)")?;
        for notice in &NOTICES {
            writeln!(
                text,
                "  {} {} {:>6}  {}",
                notice.creditor,
                notice.number,
                notice.amount.cents(),
                notice.description
            )?;
        }
        let first = NOTICES
            .first()
            .map(|n| format!("{}{}", n.creditor, n.number));
        writeln!(text, "  try {url}/{}", first.unwrap_or_default())?;
        writeln!(
            text,
            "Cards (any expiry in the future, any holder, any code)"
        )?;
        for card in TEST_CARDS.iter().take(3) {
            writeln!(text, "  {} {}", card.pan, card.story)?;
        }
        writeln!(text, "People for the portal")?;
        for person in &PEOPLE {
            writeln!(
                text,
                "  {} {}  {}",
                person.given_name, person.family_name, person.part
            )?;
        }
        Ok(())
    }
}

/// The ports of the simulators, one after the other.
struct Ports(Option<u16>);

impl Ports {
    fn new(config: &Config) -> Self {
        let own = config.server.listen.port();
        Self(match config.sandbox.first_port {
            crate::config::SandboxPort::Any => None,
            crate::config::SandboxPort::AfterServer => own.checked_add(FIRST_PORT_OFFSET),
            crate::config::SandboxPort::From(port) => Some(port),
        })
    }

    async fn next(&mut self) -> anyhow::Result<Port> {
        let port = self.0.unwrap_or(0);
        self.0 = self.0.and_then(|port| port.checked_add(1));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .with_context(|| format!("listening on 127.0.0.1:{port} for a simulator"))?;
        let address: SocketAddr = listener.local_addr()?;
        Ok(Port {
            url: Url::parse(&format!("http://{address}/"))?,
            listener,
        })
    }
}

fn without_slash(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}
