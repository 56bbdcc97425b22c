//! The provider over HTTP, as a relying party meets it.

use std::sync::Arc;

use aws_lc_rs::digest;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::{Clock, SystemRandom};
use http_body_util::BodyExt;
use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::Value;
use tower::ServiceExt;
use url::Url;

use super::{Client, Config, PEOPLE, Simulator};

const ISSUER: &str = "http://127.0.0.1:3000/idp";
const CALLBACK: &str = "http://127.0.0.1:3000/callback";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters";

struct StillClock;

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        "2026-03-02T09:00:00Z".parse().unwrap()
    }
}

fn provider() -> Router {
    let simulator = Simulator::new(Config {
        issuer: ISSUER.to_owned(),
        clients: vec![Client {
            id: "client".to_owned(),
            secret: "secret".to_owned(),
            redirect_uris: vec![CALLBACK.to_owned()],
        }],
        clock: Arc::new(StillClock),
        random: Arc::new(SystemRandom),
    });
    Router::new().nest("/idp", simulator.unwrap().router())
}

async fn send(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    (
        parts.status,
        parts.headers,
        String::from_utf8(body).unwrap(),
    )
}

async fn get(router: &Router, path: &str) -> (StatusCode, HeaderMap, String) {
    send(router, Request::get(path).body(Body::empty()).unwrap()).await
}

fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap()
}

/// A good request, with some fields put in place of its own.
fn fields<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, VERIFIER.as_bytes()));
    let mut fields = vec![
        ("client_id", "client".to_owned()),
        ("response_type", "code".to_owned()),
        ("scope", "openid".to_owned()),
        ("redirect_uri", CALLBACK.to_owned()),
        ("state", "s".repeat(32)),
        ("nonce", "n".repeat(32)),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".to_owned()),
        ("idp", "spid".to_owned()),
    ];
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

fn address(changes: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields(changes))
        .finish();
    format!("/idp/oidc/authorize?{query}")
}

fn location(headers: &HeaderMap) -> Url {
    headers[header::LOCATION].to_str().unwrap().parse().unwrap()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

async fn code(router: &Router) -> String {
    let fields = fields(&[("person", PEOPLE[0].fiscal_code)]);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let (status, headers, _) = send(router, form("/idp/oidc/authorize", &fields)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    parameter(&location(&headers), "code").unwrap()
}

async fn exchange(router: &Router, secret: &str, fields: &[(&str, &str)]) -> (StatusCode, Value) {
    let mut request = form("/idp/oidc/token", fields);
    let credentials = format!("Basic {}", STANDARD.encode(format!("client:{secret}")));
    request
        .headers_mut()
        .insert(header::AUTHORIZATION, credentials.parse().unwrap());
    let (status, _, body) = send(router, request).await;
    (status, serde_json::from_str(&body).unwrap())
}

fn token_fields<'a>(code: &'a str, verifier: &'a str, uri: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", uri),
        ("code_verifier", verifier),
    ]
}

#[tokio::test]
async fn the_login_page_lists_the_demo_people_and_says_that_it_is_simulated() {
    let router = provider();
    for (idp, title) in [("spid", "Entra con SPID"), ("cie", "Entra con CIE")] {
        let (status, headers, html) = get(&router, &address(&[("idp", idp)])).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("SIMULATO") && html.contains(title), "{html}");
        for person in &PEOPLE {
            assert!(html.contains(person.fiscal_code) && html.contains(person.family_name));
        }
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("form-action 'self' http://127.0.0.1:3000"),
            "{policy}"
        );
        assert!(!html.contains("<script"));
    }
}

#[tokio::test]
async fn parameters_cannot_become_markup() {
    let uri = "\"><script>alert(1)</script>";
    let router = provider();
    for name in [
        "client_id",
        "redirect_uri",
        "state",
        "nonce",
        "idp",
        "code_challenge",
    ] {
        let (_, _, html) = get(&router, &address(&[(name, uri)])).await;
        assert!(!html.contains("<script"), "{name}");
    }
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let router = provider();
    for change in [
        ("client_id", "another"),
        ("redirect_uri", "http://127.0.0.1:3000/callback/"),
        ("redirect_uri", "http://127.0.0.1:3000/callback?x=1"),
        ("redirect_uri", ""),
    ] {
        let (status, headers, _) = get(&router, &address(&[change])).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{change:?}");
        assert!(!headers.contains_key(header::LOCATION));
    }
}

#[tokio::test]
async fn a_request_outside_the_profile_goes_back_with_its_error() {
    let router = provider();
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "openid offline_access", "invalid_scope"),
        ("scope", "", "invalid_scope"),
        ("state", "short", "invalid_request"),
        ("nonce", "short", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("acr_values", "SpidL2", "invalid_request"),
        ("idp", "eidas", "invalid_request"),
    ] {
        let (status, headers, _) = get(&router, &address(&[(name, value)])).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{name}");
        let location = location(&headers);
        assert!(location.as_str().starts_with(CALLBACK), "{location}");
        assert_eq!(
            parameter(&location, "error").as_deref(),
            Some(error),
            "{name}"
        );
        assert_eq!(parameter(&location, "iss").as_deref(), Some(ISSUER));
    }
}

#[tokio::test]
async fn a_code_buys_a_token_that_the_published_key_verifies() {
    let router = provider();
    let code = code(&router).await;
    let fields = token_fields(&code, VERIFIER, CALLBACK);
    let (status, tokens) = exchange(&router, "secret", &fields).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let (_, _, keys) = get(&router, "/idp/oidc/keys").await;
    let keys: JwkSet = serde_json::from_str(&keys).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["client"]);
    validation.set_issuer(&[ISSUER]);
    // The provider's clock stands still in the past.
    validation.validate_exp = false;
    let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let token = tokens["id_token"].as_str().unwrap();
    let claims = decode::<Value>(token, &key, &validation).unwrap().claims;
    assert_eq!(claims["fiscalNumber"], "TINIT-BNCNNA78E52L219D");
    assert_eq!(claims["familyName"], "Bianchi");
    assert_eq!(claims["nonce"], "n".repeat(32));
    assert_eq!(claims["acr"], "https://www.spid.gov.it/SpidL2");

    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    for (authorization, expected) in [
        (bearer.as_str(), StatusCode::OK),
        ("Bearer another", StatusCode::UNAUTHORIZED),
    ] {
        let request = Request::get("/idp/oidc/userinfo")
            .header(header::AUTHORIZATION, authorization)
            .body(Body::empty());
        let (status, _, body) = send(&router, request.unwrap()).await;
        assert_eq!(status, expected);
        if status == StatusCode::OK {
            assert!(decode::<Value>(&body, &key, &validation).is_ok());
        }
    }
}

#[tokio::test]
async fn a_code_serves_once_and_only_who_asked_for_it() {
    let router = provider();
    let other = "another-verifier-of-at-least-forty-three-characters";
    for (verifier, uri, expected) in [
        (other, CALLBACK, StatusCode::BAD_REQUEST),
        (
            VERIFIER,
            "http://127.0.0.1:3000/other",
            StatusCode::BAD_REQUEST,
        ),
        (VERIFIER, CALLBACK, StatusCode::OK),
    ] {
        let code = code(&router).await;
        let fields = token_fields(&code, verifier, uri);
        let (status, _) = exchange(&router, "secret", &fields).await;
        assert_eq!(status, expected);
        let fields = token_fields(&code, VERIFIER, CALLBACK);
        let (status, error) = exchange(&router, "secret", &fields).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(error["error"], "invalid_grant");
    }
}

#[tokio::test]
async fn a_client_without_its_secret_gets_nothing() {
    let router = provider();
    let code = code(&router).await;
    let fields = token_fields(&code, VERIFIER, CALLBACK);
    let (status, error) = exchange(&router, "wrong", &fields).await;
    assert_eq!(
        (status, &error["error"]),
        (StatusCode::UNAUTHORIZED, &"invalid_client".into())
    );
    // Nor is the code used up by a stranger.
    let (status, _) = exchange(&router, "secret", &fields).await;
    assert_eq!(status, StatusCode::OK);
}
