use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, ORIGIN, REFERER};
use http::{HeaderMap, Method, StatusCode, Uri};

/// A request that changes state and does not come from one of our own pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request that changes something must come from a page of this site")]
pub struct SameOriginRefusal;

/// Lets state-changing requests through only from our own pages.
///
/// Server functions check no origin themselves. Browsers tell by `Sec-Fetch-Site` where a request
/// comes from; for those that do not, the host in `Origin` or `Referer` must be the one called.
/// A request with none of the three is refused: a program has the published interfaces.
pub async fn same_origin(request: Request, next: Next) -> Response {
    match check(request.method(), request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => (StatusCode::FORBIDDEN, refusal.to_string()).into_response(),
    }
}

fn check(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), SameOriginRefusal> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let is_ours = if let Some(site) = text("sec-fetch-site") {
        site == "same-origin"
    } else {
        // HTTP/2 carries the host in the address.
        let host = uri.authority().map(http::uri::Authority::as_str);
        let host = host.or_else(|| text(HOST.as_str()));
        let source = text(ORIGIN.as_str()).or_else(|| text(REFERER.as_str()));
        match (host, source.and_then(authority)) {
            (Some(host), Some(source)) => host.eq_ignore_ascii_case(&source),
            _ => false,
        }
    };
    if is_ours {
        Ok(())
    } else {
        Err(SameOriginRefusal)
    }
}

/// The host and port of an address.
fn authority(address: &str) -> Option<String> {
    let address: Uri = address.parse().ok()?;
    Some(address.authority()?.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST_NAME: &str = "checkout.example:3000";

    fn verdict(method: &Method, given: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HOST_NAME.parse().unwrap());
        for (name, value) in given {
            headers.insert(*name, value.parse().unwrap());
        }
        check(method, &Uri::from_static("/api/pay"), &headers).is_ok()
    }

    #[test]
    fn the_matrix_of_headers_admits_only_our_own_pages() {
        let ours = "http://checkout.example:3000";
        let evil = "https://evil.example";
        let matrix: [(&[(&'static str, &str)], bool); 14] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (
                &[("sec-fetch-site", "same-origin"), ("origin", "null")],
                true,
            ),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", ours)], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", ours)], true),
            (&[("origin", evil)], false),
            (&[("origin", "null")], false),
            (&[("origin", evil), ("referer", ours)], false),
            (&[("referer", "http://checkout.example:3000/paga")], true),
            (
                &[("referer", "https://evil.example/checkout.example:3000")],
                false,
            ),
            (&[("origin", "http://checkout.example")], false),
            (&[], false),
        ];
        for (headers, admitted) in matrix {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                assert_eq!(verdict(&method, headers), admitted, "{method} {headers:?}");
            }
            for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
                assert!(verdict(&method, headers), "{method} {headers:?}");
            }
        }
    }

    #[test]
    fn the_body_s_encoding_makes_no_difference() {
        for encoding in [
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data",
        ] {
            let headers = [("content-type", encoding), ("sec-fetch-site", "cross-site")];
            assert!(!verdict(&Method::POST, &headers), "{encoding}");
        }
    }
}
