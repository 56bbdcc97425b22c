//! A browser without script: it follows the authorization address to the provider's page, presses
//! one of its buttons and brings back the callback's parameters.

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use identity::CallbackParams;
use tower::ServiceExt;
use url::Url;

/// A button of the provider's page: its name and value.
pub(crate) type Button<'a> = (&'a str, &'a str);

pub(crate) const CANCEL: Button<'static> = ("decision", "cancel");

pub(crate) async fn page(provider: &Router, address: &Url) -> (StatusCode, String) {
    let request = Request::get(address.as_str()).body(Body::empty()).unwrap();
    let response = provider.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// The answer of the provider: the address to which the browser is sent.
pub(crate) async fn press(provider: &Router, address: &Url, button: Button<'_>) -> Url {
    let (status, html) = page(provider, address).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    let mut fields = url::form_urlencoded::Serializer::new(String::new());
    for input in html.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        let (value, _) = rest.split_once('"').unwrap();
        fields.append_pair(name, &value.replace("&amp;", "&"));
    }
    fields.append_pair(button.0, button.1);
    let request = Request::post(address.path())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields.finish()))
        .unwrap();
    let response = provider.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

pub(crate) fn callback(address: &Url) -> CallbackParams {
    let find = |name: &str| {
        address
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    CallbackParams {
        code: find("code"),
        state: find("state"),
        iss: find("iss"),
        error: find("error"),
        error_description: find("error_description"),
    }
}
