use jiff::civil::Date;
use wire::FaultBean;

/// The fixed text of `PAA_PAGAMENTO_*`.
macro_rules! waiting {
    ($state:literal) => {
        concat!(
            "Pagamento in attesa risulta ",
            $state,
            " all'Ente Creditore"
        )
    };
}

/// Why a station refuses a request ("Gestione degli errori", EC codes).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("the message breaks its schema: {0}")]
    Syntax(String),
    #[error("the creditor is not served here")]
    Creditor,
    #[error("the broker is another one")]
    Broker,
    #[error("the station is another one")]
    Station,
    #[error("the notice does not exist")]
    Unknown,
    #[error("the notice has expired")]
    Expired(Date),
    #[error("the notice was cancelled")]
    Canceled,
    #[error("the notice was paid")]
    Paid,
    #[error("the notice is being paid")]
    InProgress,
    #[error("the receipt came before")]
    ReceiptTwice,
    #[error("the message contradicts itself: {0}")]
    Semantics(&'static str),
    #[error("the scenario asks for a failure")]
    Scenario,
}

impl Refusal {
    /// The fault, raised by the creditor `id`.
    pub(super) fn fault(self, id: &str) -> FaultBean {
        let (code, text, description) = match self {
            Self::Syntax(problem) => (
                "PAA_SINTASSI_EXTRAXSD",
                "Errore di sintassi extra XSD",
                Some(problem),
            ),
            Self::Creditor => (
                "PAA_ID_DOMINIO_ERRATO",
                "La PAA non corrisponde al Dominio indicato",
                None,
            ),
            Self::Broker => (
                "PAA_ID_INTERMEDIARIO_ERRATO",
                "Identificativo intermediario non corrispondente",
                None,
            ),
            Self::Station => (
                "PAA_STAZIONE_INT_ERRATA",
                "Stazione intermediario non corrispondente",
                None,
            ),
            Self::Unknown => ("PAA_PAGAMENTO_SCONOSCIUTO", waiting!("sconosciuto"), None),
            Self::Expired(on) => (
                "PAA_PAGAMENTO_SCADUTO",
                waiting!("scaduto"),
                Some(format!("Scaduto il {on}")),
            ),
            Self::Canceled => ("PAA_PAGAMENTO_ANNULLATO", waiting!("annullato"), None),
            Self::Paid => ("PAA_PAGAMENTO_DUPLICATO", waiting!("concluso"), None),
            Self::InProgress => ("PAA_PAGAMENTO_IN_CORSO", waiting!("in corso"), None),
            Self::ReceiptTwice => (
                "PAA_RECEIPT_DUPLICATA",
                "La ricevuta è già stata accettata",
                None,
            ),
            Self::Semantics(problem) => (
                "PAA_SEMANTICA",
                "Errore semantico",
                Some(problem.to_owned()),
            ),
            Self::Scenario => (
                "PAA_SYSTEM_ERROR",
                "Errore generico",
                Some("Errore simulato".to_owned()),
            ),
        };
        FaultBean {
            fault_code: code.to_owned(),
            fault_string: text.to_owned(),
            id: id.to_owned(),
            description,
            ..FaultBean::default()
        }
    }
}
