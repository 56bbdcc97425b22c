use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use domain::{Clock, CreditorFiscalCode, SystemRandom};
use http_body_util::BodyExt;
use identity::{
    AcrRule, CallbackParams, ClientSecret, HttpFetch, HttpFetchError, HttpRequest, HttpResponse,
    IdentityProvider, LoginError, Membership, NewSession, Party, PartyId, PartyKind, PlainProvider,
    PlainProviderSettings, ProviderChoice, ReturnPath, Role, SecretToken, Service,
};
use jiff::{SignedDuration, Timestamp};
use simulators::identity_provider::{Client, Config, Simulator};
use tower::ServiceExt;
use url::Url;

use crate::browser::{self, Button};
use crate::memory_store::MemoryStore;

pub(crate) const ISSUER: &str = "http://127.0.0.1:3000/identity-provider";
const REDIRECT_URI: &str = "http://127.0.0.1:3000/backoffice/callback";

pub(crate) const ANNA: Button<'static> = ("person", "BNCNNA78E52L219D");
pub(crate) const LUCA: Button<'static> = ("person", "MRNLCU90L17F839A");
pub(crate) const ELENA: Button<'static> = ("person", "RZZLNE88T41G273F");

/// A clock that stands still until it is moved.
pub(crate) struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    fn new() -> Self {
        Self(Mutex::new("2026-03-02T09:00:00Z".parse().unwrap()))
    }

    pub(crate) fn advance(&self, duration: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(duration).unwrap();
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Carries requests to the provider's router, and counts those for its keys and document.
pub(crate) struct RouterFetch {
    router: Router,
    pub(crate) documents: AtomicUsize,
    pub(crate) keys: AtomicUsize,
}

#[async_trait]
impl HttpFetch for RouterFetch {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, HttpFetchError> {
        match request.uri().path() {
            "/identity-provider/oidc/keys" => self.keys.fetch_add(1, Ordering::Relaxed),
            "/identity-provider/.well-known/openid-configuration" => {
                self.documents.fetch_add(1, Ordering::Relaxed)
            }
            _ => 0,
        };
        let response = self.router.clone().oneshot(request.map(Body::from)).await;
        let (parts, body) = response.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Ok(HttpResponse::from_parts(parts, body))
    }
}

/// A service, the provider it trusts, and a browser.
pub(crate) struct World {
    pub(crate) service: Service,
    pub(crate) provider: Simulator,
    pub(crate) router: Router,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) fetch: Arc<RouterFetch>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with_acr_rule(AcrRule::Required)
    }

    pub(crate) fn with_acr_rule(acr: AcrRule) -> Self {
        let clock = Arc::new(ManualClock::new());
        let provider = Simulator::new(Config {
            issuer: ISSUER.into(),
            clients: vec![Client {
                id: "nodo portal".into(),
                secret: "a secret: with % and +".into(),
                redirect_uris: vec![REDIRECT_URI.into()],
            }],
            clock: Arc::<ManualClock>::clone(&clock),
            random: Arc::new(SystemRandom),
        })
        .unwrap();
        let router = Router::new().nest("/identity-provider", provider.router());
        let fetch = Arc::new(RouterFetch {
            router: router.clone(),
            documents: AtomicUsize::new(0),
            keys: AtomicUsize::new(0),
        });
        let settings = PlainProviderSettings {
            issuer: ISSUER.into(),
            client_id: "nodo portal".into(),
            client_secret: ClientSecret::new("a secret: with % and +"),
            redirect_uri: REDIRECT_URI.into(),
            acr,
            spid_idp: Some("spid".into()),
            cie_idp: Some("cie".into()),
        };
        let bridge: Arc<dyn IdentityProvider> = Arc::new(
            PlainProvider::new(
                settings,
                Arc::<RouterFetch>::clone(&fetch),
                Arc::<ManualClock>::clone(&clock),
            )
            .unwrap(),
        );
        let providers =
            BTreeMap::from(ProviderChoice::ALL.map(|choice| (choice, Arc::clone(&bridge))));
        let store = Arc::new(MemoryStore::default());
        let service = Service::new(
            providers,
            Arc::<MemoryStore>::clone(&store),
            Arc::<ManualClock>::clone(&clock),
            Arc::new(SystemRandom),
        );
        Self {
            service,
            provider,
            router,
            store,
            clock,
            fetch,
        }
    }

    /// Presses "Entra con SPID" and one of the provider's buttons.
    pub(crate) async fn visit(&self, button: Button<'_>) -> (SecretToken, CallbackParams) {
        let (binding, address) = self.visit_address(button).await;
        (binding, browser::callback(&address))
    }

    async fn visit_address(&self, button: Button<'_>) -> (SecretToken, Url) {
        let path = ReturnPath::parse("/backoffice/payments").unwrap();
        let start = self
            .service
            .begin_login(ProviderChoice::Spid, path)
            .await
            .unwrap();
        let address = browser::press(&self.router, &start.redirect_url, button).await;
        assert!(address.as_str().starts_with(REDIRECT_URI), "{address}");
        (start.browser_binding, address)
    }

    /// A whole login.
    pub(crate) async fn login(&self, button: Button<'_>) -> Result<NewSession, LoginError> {
        let (binding, params) = self.visit(button).await;
        self.service
            .finish_login(params, Some(&binding), None)
            .await
    }

    /// Gives a person the role of administrator for these parties.
    pub(crate) fn appoint(&self, person: Button<'_>, parties: &[&str]) {
        let memberships = parties.iter().map(|name| administrator_of(name)).collect();
        self.store.set_memberships(person.1, memberships);
    }
}

pub(crate) fn administrator_of(name: &str) -> Membership {
    Membership {
        party: Party {
            id: PartyId::parse(name).unwrap(),
            kind: PartyKind::CreditorInstitution,
            name: name.into(),
            fiscal_code: CreditorFiscalCode::parse("77777777777").unwrap(),
        },
        role: Role::Administrator,
    }
}
