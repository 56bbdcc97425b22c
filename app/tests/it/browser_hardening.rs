use app::Stage;
use http::{Method, StatusCode};

use crate::{ask, get, one_host, site};

#[tokio::test]
async fn every_response_carries_the_headers_of_hardening() {
    let router = one_host(&site(Stage::Sandbox));
    let matrix = [
        (Method::GET, "/styleguide", "no-referrer"),
        (Method::GET, "/accessibility", "no-referrer"),
        (Method::GET, "/nowhere", "no-referrer"),
        (Method::GET, "/pkg/nothing.js", "no-referrer"),
        (Method::GET, "/assets/nothing.svg", "no-referrer"),
        (Method::POST, "/api/refused", "no-referrer"),
        (Method::GET, "/backoffice/accessibility", "same-origin"),
        (Method::GET, "/backoffice/nowhere", "same-origin"),
        (Method::GET, "/backoffice/", "same-origin"),
        (Method::GET, "/backoffice/pkg/nothing.js", "same-origin"),
    ];
    for (method, path, referrers) in matrix {
        let answer = ask(&router, method, path, &[]).await;
        let expected = [
            (
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            ),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", referrers),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
        ];
        for (name, value) in expected {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path} {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path} {policy}");
    }
}

#[tokio::test]
async fn each_page_has_its_own_nonce_and_no_inline_style() {
    let router = one_host(&site(Stage::Sandbox));
    let mut nonces = Vec::new();
    for path in ["/styleguide", "/styleguide", "/backoffice/accessibility"] {
        let answer = get(&router, path).await;
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap();
        assert!(nonce.len() >= 16, "{nonce}");
        assert!(
            policy.contains("frame-src https://gateway.example;"),
            "{policy}"
        );
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(
                tag.contains(&format!("nonce=\"{nonce}\"")),
                "{path} <script{tag}>"
            );
        }
        assert!(!answer.body.contains(" style=\""), "{path}");
        assert!(!answer.body.contains("<style"), "{path}");
        nonces.push(nonce.to_owned());
    }
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
}

#[tokio::test]
async fn a_state_change_from_another_site_is_refused_before_anything_runs() {
    let router = one_host(&site(Stage::Sandbox));
    for path in ["/api/anything", "/backoffice/api/anything", "/styleguide"] {
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("origin", "null")][..],
            &[],
        ] {
            let answer = ask(&router, Method::POST, path, headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
        }
    }
}

#[tokio::test]
async fn previews_exist_in_the_sandbox_only() {
    assert_eq!(
        get(&one_host(&site(Stage::Sandbox)), "/styleguide")
            .await
            .status,
        StatusCode::OK
    );
    let production = get(&one_host(&site(Stage::Production)), "/styleguide").await;
    assert_eq!(production.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_page_of_the_sandbox_says_that_it_is_simulated() {
    for path in [
        "/accessibility",
        "/nowhere",
        "/backoffice/accessibility",
        "/backoffice/nowhere",
    ] {
        let sandbox = get(&one_host(&site(Stage::Sandbox)), path).await;
        assert!(sandbox.body.contains("class=\"ribbon\""), "{path}");
        let production = get(&one_host(&site(Stage::Production)), path).await;
        assert!(!production.body.contains("class=\"ribbon\""), "{path}");
    }
}

#[tokio::test]
async fn what_no_page_has_is_not_found_in_each_application() {
    let router = one_host(&site(Stage::Sandbox));
    for path in [
        "/nowhere",
        "/nowhere/at/all",
        "/backoffice/nowhere",
        "/backoffice/a/b",
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("<h1"), "{path}");
    }
}
