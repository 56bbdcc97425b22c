//! The wiring: every component with what it needs of the others.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use checkout::{Checkout, Environment, Gateway, Mailer, Ports, Settings};
use identity::{AcrRule, ClientSecret, PlainProvider, PlainProviderSettings, ProviderChoice};
use outbound::{
    ApiKey, ClientIdentity, Counterparties, HttpClients, HttpSettings, IdentityFetch, NpgGateway,
    NpgSettings, SmtpMailer, SmtpSecurity, SmtpSettings, SoapClient,
};
use registry::Registry;
use store::{Options, Store};

use crate::clock::Sources;
use crate::config::{self, Config};
use crate::no_relay::NoRelay;
use crate::serve::Stage;
use crate::touch_point::{CheckoutForNode, NodeForCheckout, Recorder};

/// How long one call to the card gateway may take.
const GATEWAY_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the gateway's notifications arrive.
const NOTIFICATION_PATH: &str = "/ecommerce/npg/notifications/v1/sessions";

/// Where the result pages are.
const RESULT_PATH: &str = "/esito";

/// Every component of one process.
pub(crate) struct Platform {
    pub(crate) store: Store,
    pub(crate) registry: Arc<Registry>,
    pub(crate) node: Arc<node::Service>,
    pub(crate) checkout: Checkout,
    pub(crate) identity: Arc<identity::Service>,
    pub(crate) mailer: Arc<dyn Mailer>,
    pub(crate) sources: Sources,
}

/// Opens the database and brings it up to date.
pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let sources = Sources::system();
    let store = Store::open(&config.database.url, Options::new(sources.clock))
        .await
        .context("opening the database")?;
    store
        .migrate()
        .await
        .context("bringing the database up to date")?;
    Ok(store)
}

impl Platform {
    /// Ties everything together. Nothing runs yet.
    pub(crate) async fn assemble(
        config: &Config,
        store: Store,
        bundles: Arc<[gec::Bundle]>,
        stage: Stage,
    ) -> anyhow::Result<Arc<Self>> {
        let sources = Sources::system();
        let counterparties = Arc::new(Counterparties::new(
            Arc::new(http_clients(&config.outbound)?),
            Arc::clone(&sources.clock),
        ));
        let journal: Arc<dyn node::Journal> = Arc::new(store.clone());
        let soap = Arc::new(SoapClient::new(
            Arc::clone(&counterparties),
            Arc::clone(&journal),
            Arc::clone(&sources.clock),
            Arc::clone(&sources.random),
        ));
        let registry = Arc::new(Registry::open(Arc::new(store.clone())).await?);
        let recorder = Recorder {
            journal: Arc::clone(&journal),
            clock: Arc::clone(&sources.clock),
            random: Arc::clone(&sources.random),
        };
        let touch_point = Arc::new(CheckoutForNode::new(recorder.clone()));
        let node = Arc::new(node::Service::new(
            node::Dependencies {
                store: Arc::new(store.clone()),
                read_store: Arc::new(store.clone()),
                journal,
                registry: Arc::clone(&registry),
                creditors: Arc::<SoapClient>::clone(&soap),
                psps: soap,
                touch_point: Arc::<CheckoutForNode>::clone(&touch_point),
                clock: Arc::clone(&sources.clock),
                random: Arc::clone(&sources.random),
            },
            config.node.clone(),
        ));
        let gateway = gateway(&config.gateway, &counterparties, &sources)?;
        let checkout = Checkout::new(
            Ports {
                store: Arc::new(store.clone()),
                node: Arc::new(NodeForCheckout {
                    service: Arc::clone(&node),
                    identity: config.touch_point.clone(),
                    recorder,
                }),
                gateway,
                fees: gec::Service::new(Arc::new(bundles)),
                clock: Arc::clone(&sources.clock),
                random: Arc::clone(&sources.random),
            },
            checkout_settings(config, stage),
        );
        touch_point.bind(checkout.clone());
        let identity = identity::Service::new(
            providers(config, &counterparties, &sources)?,
            Arc::new(store.clone()),
            Arc::clone(&sources.clock),
            Arc::clone(&sources.random),
        );
        Ok(Arc::new(Self {
            mailer: mailer(&config.mail, &sources)?,
            identity: Arc::new(identity),
            store,
            registry,
            node,
            checkout,
            sources,
        }))
    }
}

fn checkout_settings(config: &Config, stage: Stage) -> Settings {
    Settings {
        origin: config.public_url(),
        result_path: RESULT_PATH.into(),
        notification_url: format!("{}{NOTIFICATION_PATH}", config.public_url()),
        broker: config.touch_point.broker.as_str().into(),
        environment: match stage {
            Stage::Sandbox => Environment::Simulated,
            Stage::Production => Environment::Production,
        },
    }
}

/// Where the identity provider sends people back to.
pub(crate) fn login_return(config: &Config) -> String {
    format!("{}/backoffice/accesso/ritorno", config.public_url())
}

/// Reads the bundles of a file, or none without one.
pub(crate) fn bundles(file: &str) -> anyhow::Result<Arc<[gec::Bundle]>> {
    if file.is_empty() {
        return Ok(Arc::from([]));
    }
    let text = std::fs::read(file).with_context(|| format!("reading {file}"))?;
    let bundles: Vec<gec::Bundle> =
        serde_json::from_slice(&text).with_context(|| format!("reading {file}"))?;
    Ok(bundles.into())
}

fn http_clients(settings: &config::Outbound) -> anyhow::Result<HttpClients> {
    let read = |file: &str| {
        (!file.is_empty())
            .then(|| std::fs::read(file).with_context(|| format!("reading {file}")))
            .transpose()
    };
    let allowed_networks = settings
        .allowed_networks
        .iter()
        .map(|network| {
            network
                .parse()
                .with_context(|| format!("reading network {network}"))
        })
        .collect::<anyhow::Result<_>>()?;
    let identity = match (
        read(&settings.client_certificate_file)?,
        read(&settings.client_key_file)?,
    ) {
        (Some(certificate_chain_pem), Some(key_pem)) => Some(ClientIdentity {
            certificate_chain_pem,
            key_pem,
        }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            bail!("outbound.client_certificate_file and client_key_file go together")
        }
    };
    Ok(HttpClients::new(HttpSettings {
        allowed_networks,
        extra_authorities_pem: read(&settings.extra_ca_file)?,
        identity,
    })?)
}

fn gateway(
    settings: &config::Gateway,
    counterparties: &Arc<Counterparties>,
    sources: &Sources,
) -> anyhow::Result<Arc<dyn Gateway>> {
    let default_key =
        ApiKey::parse(&settings.api_key).context("gateway.api_key does not fit into a header")?;
    Ok(Arc::new(NpgGateway::new(
        Arc::clone(counterparties),
        Arc::clone(&sources.random),
        NpgSettings {
            base_url: settings.url.clone(),
            default_key,
            keys: HashMap::new(),
            timeout: GATEWAY_TIMEOUT,
        },
    )))
}

/// One bridge stands in front of both SPID and CIE. Without an issuer nobody can log in.
fn providers(
    config: &Config,
    counterparties: &Arc<Counterparties>,
    sources: &Sources,
) -> anyhow::Result<BTreeMap<ProviderChoice, Arc<dyn identity::IdentityProvider>>> {
    let settings = &config.identity;
    if settings.issuer.is_empty() {
        return Ok(BTreeMap::new());
    }
    let optional = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let provider: Arc<dyn identity::IdentityProvider> = Arc::new(PlainProvider::new(
        PlainProviderSettings {
            issuer: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            client_secret: ClientSecret::new(&settings.client_secret),
            redirect_uri: login_return(config),
            acr: match settings.acr {
                config::Acr::Required => AcrRule::Required,
                config::Acr::FromRegistration => AcrRule::FromRegistration,
            },
            spid_idp: optional(&settings.spid_idp),
            cie_idp: optional(&settings.cie_idp),
        },
        Arc::new(IdentityFetch::new(Arc::clone(counterparties))),
        Arc::clone(&sources.clock),
    )?);
    Ok(BTreeMap::from([
        (ProviderChoice::Spid, Arc::clone(&provider)),
        (ProviderChoice::Cie, provider),
    ]))
}

fn mailer(settings: &config::Mail, sources: &Sources) -> anyhow::Result<Arc<dyn Mailer>> {
    if settings.relay.is_empty() {
        tracing::warn!("no mail relay is configured: no mail is sent");
        return Ok(Arc::new(NoRelay));
    }
    let (host, port) = settings
        .relay
        .rsplit_once(':')
        .context("mail.relay is not host:port")?;
    let port = port.parse().context("mail.relay is not host:port")?;
    let security = match (host, port) {
        ("127.0.0.1" | "localhost" | "[::1]", _) => SmtpSecurity::PlainToLoopback,
        (_, 465) => SmtpSecurity::Tls,
        (_, _) => SmtpSecurity::StartTls,
    };
    let settings = SmtpSettings {
        host: host.into(),
        port,
        security,
        user: None,
        from: settings.from.clone(),
        extra_authorities_pem: Vec::new(),
    };
    let mailer = SmtpMailer::new(settings, Arc::clone(&sources.clock))?;
    Ok(Arc::new(mailer))
}
