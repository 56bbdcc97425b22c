//! A browser without script: keeps cookies, follows nothing by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::checkout::{CookiePolicy, Services};
use app::{LiveReload, Site, Stage};
use axum::Router;
use axum::body::Body;
use domain::Clock;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::world::World;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Where it sends the browser.
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location")
    }

    /// The value of a form's hidden field.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&start).unwrap();
        rest.split('"').next().unwrap().into()
    }
}

pub(crate) struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(world: &World) -> Self {
        let site = Site {
            root: "no-such-folder".into(),
            stage: Stage::Sandbox,
            gateways: Vec::new(),
            live_reload: LiveReload::Off,
        };
        let clock: Arc<dyn Clock> = Arc::<crate::world::MovableClock>::clone(&world.clock);
        let services = Services {
            checkout: world.checkout.clone(),
            clock,
            cookies: CookiePolicy::Plain,
            gateway_script: None,
            origin: "https://checkout.example.it".into(),
        };
        Self {
            router: app::checkout::routes(services, &site),
            cookies: BTreeMap::new(),
        }
    }

    /// Another browser at the same server.
    pub(crate) fn other(&self) -> Self {
        Self {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.into(), value.into());
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = Request::builder().method(Method::GET).uri(path);
        self.send(request, String::new()).await
    }

    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request, serde_urlencoded::to_string(form).unwrap())
            .await
    }

    pub(crate) async fn post_from(&mut self, site: &str, path: &str) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", site)
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request, String::new()).await
    }

    async fn send(&mut self, request: http::request::Builder, body: String) -> Answer {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let request = request.header("cookie", pairs.join("; "));
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Goes as far as the choice of the PSP.
    pub(crate) async fn choose_everything(&mut self) {
        let link = format!("/{}", crate::world::RPT_ID);
        assert_eq!(self.get(&link).await.location(), "/dati-pagamento");
        assert_eq!(self.get("/dati-pagamento").await.status, StatusCode::OK);
        let email = [
            ("email", "mario@example.it"),
            ("confirmation", "mario@example.it"),
        ];
        let next = self.post("/api/set_email", &email).await;
        assert_eq!(next.location(), "/scegli-metodo");
        let next = self.post("/api/set_method", &[("method", "CP")]).await;
        assert_eq!(next.location(), "/lista-psp");
    }

    /// Goes as far as the page with the pay button.
    pub(crate) async fn review(&mut self) -> Answer {
        self.choose_everything().await;
        let next = self.post("/api/choose_psp", &[("bundle", "b-cheap")]).await;
        assert_eq!(next.location(), "/riepilogo-pagamento");
        self.get("/riepilogo-pagamento").await
    }

    /// Confirms what a page showed.
    pub(crate) async fn confirm(&mut self, review: &Answer, entry: &str) -> Answer {
        let transaction = review.hidden("transaction");
        let total = review.hidden("total");
        let form = [
            ("transaction", transaction.as_str()),
            ("total", total.as_str()),
            ("entry", entry),
        ];
        self.post("/api/confirm", &form).await
    }
}
