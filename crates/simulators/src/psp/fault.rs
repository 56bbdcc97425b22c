use wire::FaultBean;

/// Why a channel refuses a notification ("Gestione degli errori", PSP codes).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("the message breaks its schema: {0}")]
    Syntax(String),
    #[error("the PSP does not use the channel")]
    Psp,
    #[error("the broker is another one")]
    Broker,
    #[error("the channel is another one")]
    Channel,
    #[error("the message contradicts itself: {0}")]
    Semantics(&'static str),
    #[error("the scenario asks for a refusal")]
    Scenario,
}

impl Refusal {
    /// The fault, raised by the PSP `id`.
    pub(super) fn fault(self, id: &str) -> FaultBean {
        let (code, text, description) = match self {
            Self::Syntax(problem) => (
                "CANALE_SINTASSI_EXTRAXSD",
                "Errore di sintassi extra XSD",
                Some(problem),
            ),
            Self::Psp => ("CANALE_PSP_ERRATO", "PSP errato", None),
            Self::Broker => (
                "CANALE_INTERMEDIARIO_ERRATO",
                "Intermediario PSP errato",
                None,
            ),
            Self::Channel => ("CANALE_CANALE_ERRATO", "Canale errato", None),
            Self::Semantics(problem) => (
                "CANALE_SEMANTICA",
                "Errore semantico",
                Some(problem.to_owned()),
            ),
            Self::Scenario => (
                "CANALE_RPT_RIFIUTATA",
                "Pagamento rifiutato",
                Some("Rifiuto simulato".to_owned()),
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
