use app::{Application, Stage, server_function_paths};
use http::{Method, StatusCode};
use leptos::prelude::*;

use crate::{ask, one_host, site};

const FROM_OUR_PAGE: [(&str, &str); 1] = [("sec-fetch-site", "same-origin")];

#[server(prefix = "/api", endpoint = "probe")]
async fn probe_checkout() -> Result<String, ServerFnError> {
    Ok("checkout".into())
}

#[server(prefix = "/backoffice/api", endpoint = "probe")]
async fn probe_backoffice() -> Result<String, ServerFnError> {
    Ok("backoffice".into())
}

#[tokio::test]
async fn each_host_knows_only_its_own_functions() {
    let site = site(Stage::Sandbox);
    let checkout = app::checkout::block_routes(&site);
    let backoffice = app::backoffice::block_routes(&site);
    let both = one_host(&site);
    let matrix = [
        (&checkout, "/api/probe", StatusCode::OK),
        (&checkout, "/backoffice/api/probe", StatusCode::NOT_FOUND),
        (&backoffice, "/backoffice/api/probe", StatusCode::OK),
        (&backoffice, "/api/probe", StatusCode::NOT_FOUND),
        (&both, "/api/probe", StatusCode::OK),
        (&both, "/backoffice/api/probe", StatusCode::OK),
    ];
    for (router, path, status) in matrix {
        let answer = ask(router, Method::POST, path, &FROM_OUR_PAGE).await;
        assert_eq!(answer.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_function_is_never_reached_by_following_a_link() {
    let router = one_host(&site(Stage::Sandbox));
    for path in ["/api/probe", "/backoffice/api/probe"] {
        let answer = ask(&router, Method::GET, path, &FROM_OUR_PAGE).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test]
async fn a_form_beyond_the_limit_is_refused() {
    let router = one_host(&site(Stage::Sandbox));
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("content-length", "1048577"),
    ];
    let answer = ask(&router, Method::POST, "/api/probe", &headers).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn the_two_applications_share_no_function() {
    let checkout: Vec<_> = server_function_paths(Application::Checkout).collect();
    let backoffice: Vec<_> = server_function_paths(Application::Backoffice).collect();
    assert!(checkout.contains(&"/api/probe"), "{checkout:?}");
    assert!(
        backoffice.contains(&"/backoffice/api/probe"),
        "{backoffice:?}"
    );
    assert!(checkout.iter().all(|path| !backoffice.contains(path)));
    let all = leptos::server_fn::axum::server_fn_paths().count();
    assert_eq!(
        checkout.len() + backoffice.len(),
        all,
        "a function has neither prefix"
    );
}
