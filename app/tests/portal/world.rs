use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::{LiveReload, Origin, Site, Stage};
use async_trait::async_trait;
use axum::Router;
use domain::{
    Amount, ChannelId, Clock, CreditorBrokerId, CreditorFiscalCode, FiscalCode, Iuv, NoticeKey,
    NoticeNumber, PaymentToken, PspBrokerId, PspId, Random, StationId, Text,
};
use identity::{
    AuthorizationRequest, Callback, CookiePolicy, Identity, IdentityProvider, LoginError,
    Membership, Party, PartyId, PartyKind, Person, ProviderChoice, Role, Service,
};
use jiff::{SignedDuration, Timestamp};
use node::{
    Audience, EventKind, History, Payment, PaymentData, PaymentQuery, PaymentStatus,
    PaymentSummary, PspRoute, ReadStore, StoreError, Subject, Trace, TraceEvent,
};
use registry::{Entries, Registry};
use url::Url;

use crate::browser::Browser;
use crate::memory_store::MemoryStore;

pub(crate) const ANNA: &str = "BNCNNA78E52L219D";
pub(crate) const PAOLO: &str = "GRCPLA74S08H501Y";
pub(crate) const LUCA: &str = "MRNLCU90L17F839A";
pub(crate) const DEBTOR: &str = "RSSMRA80A01H501U";

pub(crate) const TOWN: &str = "77777777777";
pub(crate) const REGION: &str = "66666666666";

/// One moment for everything.
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        noon()
    }
}

pub(crate) fn noon() -> Timestamp {
    "2026-11-25T11:00:00Z".parse().unwrap()
}

/// Counts, so that every draw differs.
#[derive(Default)]
struct Counter(std::sync::atomic::AtomicU8);

impl Random for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

/// Believes that whoever brings a code is the person with this fiscal code.
struct Believer;

#[async_trait]
impl IdentityProvider for Believer {
    async fn authorization_url(&self, request: &AuthorizationRequest) -> Result<Url, LoginError> {
        let state = request.state.expose();
        Ok(Url::parse(&format!("https://login.example/?state={state}")).unwrap())
    }

    async fn check_issuer(&self, _issuer: Option<&str>) -> Result<(), LoginError> {
        Ok(())
    }

    async fn authenticate(&self, callback: Callback) -> Result<Identity, LoginError> {
        Ok(Identity {
            issuer: "https://login.example".into(),
            person: Person {
                fiscal_code: FiscalCode::parse(&callback.code).unwrap(),
                given_name: Text::parse("Nome").unwrap(),
                family_name: Text::parse("Cognome").unwrap(),
                email: None,
            },
            authenticated_at: noon(),
        })
    }
}

/// Payments in memory, seen by the same rules as in the store.
#[derive(Default)]
pub(crate) struct Payments {
    pub(crate) traces: Vec<Trace>,
    is_broken: AtomicBool,
}

impl Payments {
    fn check(&self) -> Result<(), StoreError> {
        if self.is_broken.load(Ordering::Relaxed) {
            return Err(StoreError("the disk is full".into()));
        }
        Ok(())
    }
}

fn may_see(audience: &Audience, payment: &Payment) -> bool {
    match audience {
        Audience::Everyone => true,
        Audience::Creditor(creditor) => payment.notice.creditor == *creditor,
        Audience::Stations(stations) => stations.contains(&payment.station),
        Audience::Psp(psp) => payment.route.psp == *psp,
    }
}

#[async_trait]
impl ReadStore for Payments {
    async fn list_payments(&self, query: PaymentQuery) -> Result<Vec<PaymentSummary>, StoreError> {
        self.check()?;
        let mut rows: Vec<_> = self
            .traces
            .iter()
            .map(|trace| &trace.payment)
            .filter(|payment| may_see(&query.audience, payment))
            .filter(|payment| query.status.is_none_or(|status| payment.status == status))
            .map(|payment| PaymentSummary {
                token: payment.token.clone(),
                notice: payment.notice.clone(),
                status: payment.status,
                amount: payment.data.amount,
                description: payment.data.description.clone(),
                company_name: payment.data.company_name.clone(),
                psp: payment.route.psp.clone(),
                activated_at: payment.valid_from,
            })
            .filter(|row| {
                let key = (row.activated_at, row.token.clone());
                query.after.as_ref().is_none_or(|after| key < *after)
            })
            .collect();
        rows.sort_by(|a, b| (b.activated_at, &b.token).cmp(&(a.activated_at, &a.token)));
        rows.truncate(usize::try_from(query.limit).unwrap());
        Ok(rows)
    }

    async fn find_trace(
        &self,
        audience: Audience,
        token: PaymentToken,
    ) -> Result<Option<Trace>, StoreError> {
        self.check()?;
        let mut traces = self.traces.iter();
        let found = traces.find(|trace| trace.payment.token == token);
        Ok(found
            .filter(|trace| may_see(&audience, &trace.payment))
            .cloned())
    }
}

fn payment_data() -> PaymentData {
    PaymentData {
        creditor_reference_id: Iuv::parse("02000000001234559").unwrap(),
        amount: Amount::from_cents(12_050).unwrap(),
        due_on: "2026-12-31".parse().unwrap(),
        description: Text::parse("TARI 2026 <b>").unwrap(),
        company_name: Text::parse("Comune di Esempio").unwrap(),
        office_name: None,
        last_payment: None,
        debtor: domain::Subject {
            kind: domain::SubjectKind::F,
            identifier: Text::parse(DEBTOR).unwrap(),
            full_name: Text::parse("Mario Rossi").unwrap(),
            street_name: None,
            civic_number: None,
            postal_code: None,
            city: None,
            state_province_region: None,
            country: None,
            email: None,
        },
        transfers: Vec::new(),
        metadata: Vec::new(),
    }
}

/// A payment of a creditor's notice, `minutes` after noon, with one message about it.
pub(crate) fn payment(creditor: &str, token: &str, minutes: i64) -> Trace {
    let at = noon()
        .saturating_add(SignedDuration::from_mins(minutes))
        .unwrap();
    let message = format!("<debtor><code>{DEBTOR}</code></debtor>");
    Trace {
        payment: Payment {
            token: PaymentToken::parse(token).unwrap(),
            notice: NoticeKey {
                creditor: CreditorFiscalCode::parse(creditor).unwrap(),
                notice_number: NoticeNumber::parse("302000000001234559").unwrap(),
            },
            status: PaymentStatus::Paying,
            activated_by: PspId::parse("ABI00001").unwrap(),
            route: PspRoute {
                psp: PspId::parse("ABI00001").unwrap(),
                broker: PspBrokerId::parse("88888888801").unwrap(),
                channel: ChannelId::parse("88888888801_01").unwrap(),
            },
            station: StationId::parse(&format!("{creditor}_01")).unwrap(),
            creditor_broker: CreditorBrokerId::parse(creditor).unwrap(),
            idempotency_key: None,
            valid_from: at,
            valid_to: at,
            payment_note: None,
            data: payment_data(),
            transaction: None,
            outcome: None,
            recipients: Vec::new(),
        },
        position_history: Vec::new(),
        payment_history: vec![History {
            status: PaymentStatus::Paying,
            at,
        }],
        receipt_history: Vec::new(),
        events: vec![TraceEvent {
            id: 7,
            at,
            session: "session".into(),
            exchange: "in".into(),
            kind: EventKind::Req,
            primitive: "paGetPaymentV2".into(),
            caller: "NODO".into(),
            callee: format!("{creditor}_01"),
            subject: Subject::default(),
            outcome: None,
            fault_code: None,
            latency_us: None,
            state: None,
            payload: Some(message.into_bytes()),
        }],
        deliveries: Vec::new(),
    }
}

pub(crate) fn member(kind: PartyKind, id: &str, fiscal_code: &str) -> Membership {
    Membership {
        party: Party {
            id: PartyId::parse(id).unwrap(),
            kind,
            name: format!("Ente {id}"),
            fiscal_code: CreditorFiscalCode::parse(fiscal_code).unwrap(),
        },
        role: Role::Operator,
    }
}

/// The registry knows nobody.
struct NoEntries;

#[async_trait]
impl registry::Store for NoEntries {
    async fn version(&self) -> Result<u64, registry::StoreError> {
        Ok(1)
    }

    async fn load(&self) -> Result<(u64, Entries), registry::StoreError> {
        Ok((1, Entries::default()))
    }

    async fn import(&self, _entries: &Entries) -> Result<(), registry::StoreError> {
        Ok(())
    }
}

/// The portal and what stands behind it.
pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) people: Arc<MemoryStore>,
    pub(crate) payments: Arc<Payments>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(vec![
            payment(TOWN, "11111111111111111111111111111111", -5),
            payment(REGION, "22222222222222222222222222222222", -4),
        ])
        .await
    }

    pub(crate) async fn with(traces: Vec<Trace>) -> Self {
        let people = Arc::new(MemoryStore::default());
        people.set_memberships(
            ANNA,
            vec![member(PartyKind::CreditorInstitution, TOWN, TOWN)],
        );
        let operator = member(PartyKind::PlatformOperator, "nodo", "97735020584");
        people.set_memberships(PAOLO, vec![operator]);
        people.set_memberships(LUCA, Vec::new());
        let provider: Arc<dyn IdentityProvider> = Arc::new(Believer);
        let providers =
            BTreeMap::from(ProviderChoice::ALL.map(|choice| (choice, Arc::clone(&provider))));
        let identity = Service::new(
            providers,
            Arc::<MemoryStore>::clone(&people),
            Arc::new(Noon),
            Arc::new(Counter::default()),
        );
        let payments = Arc::new(Payments {
            traces,
            is_broken: AtomicBool::new(false),
        });
        let services = app::backoffice::Services {
            identity: Arc::new(identity),
            read_store: Arc::<Payments>::clone(&payments),
            registry: Arc::new(Registry::open(Arc::new(NoEntries)).await.unwrap()),
            clock: Arc::new(Noon),
            cookies: CookiePolicy::Sandbox,
            identity_providers: vec![Origin::parse("https://login.example").unwrap()],
            origin: "https://portal.example".into(),
        };
        let site = Site {
            root: "no-such-folder".into(),
            stage: Stage::Sandbox,
            gateways: vec![Origin::parse("https://gateway.example").unwrap()],
            live_reload: LiveReload::Off,
        };
        Self {
            router: app::backoffice::routes(services, &site),
            people,
            payments,
        }
    }

    pub(crate) fn break_payments(&self) {
        self.payments.is_broken.store(true, Ordering::Relaxed);
    }

    pub(crate) fn stranger(&self) -> Browser {
        Browser::new(&self.router)
    }

    /// A browser in which this person has logged in.
    pub(crate) async fn person(&self, fiscal_code: &str) -> Browser {
        let browser = self.stranger();
        let callback = begin(&browser, "/backoffice").await;
        let back = browser.get(&format!("{callback}&code={fiscal_code}")).await;
        assert_eq!(back.location(), "/backoffice");
        browser
    }
}

/// Presses the button and gives the address to which the provider would send the browser back,
/// without its code.
pub(crate) async fn begin(browser: &Browser, return_to: &str) -> String {
    let fields = [("provider", "SPID"), ("return_to", return_to)];
    let answer = browser.post("/backoffice/api/login", &fields).await;
    let (_, state) = answer
        .location()
        .split_once("https://login.example/?")
        .unwrap();
    format!("/backoffice/accesso/ritorno?{state}")
}
