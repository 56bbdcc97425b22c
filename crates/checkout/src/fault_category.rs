use serde::{Deserialize, Serialize};

use crate::NodeFault;

/// What a citizen can do about a fault of the node (`faultCodeCategory`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FaultCategory {
    /// Already paid.
    PaymentDuplicated,
    /// Being paid by somebody: try later.
    PaymentOngoing,
    /// Expired: ask the creditor.
    PaymentExpired,
    /// Revoked by the creditor.
    PaymentCanceled,
    /// The creditor does not know the notice.
    PaymentUnknown,
    /// The data of the notice are wrong.
    PaymentDataError,
    /// A technical problem with this notice.
    PaymentUnavailable,
    /// The creditor has problems in answering.
    DomainUnknown,
    /// Anything else.
    GenericError,
}

impl FaultCategory {
    /// The category of a fault. The creditor's own code, when there is one, decides.
    #[must_use]
    pub fn of(fault: &NodeFault) -> Self {
        let original = fault.original_code.as_deref().and_then(Self::of_code);
        original
            .or_else(|| Self::of_code(&fault.code))
            .unwrap_or(Self::GenericError)
    }

    fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "PPT_PAGAMENTO_IN_CORSO" | "PAA_PAGAMENTO_IN_CORSO" | "PPT_ATTIVAZIONE_IN_CORSO" => {
                Self::PaymentOngoing
            }
            "PAA_PAGAMENTO_SCADUTO" => Self::PaymentExpired,
            "PAA_PAGAMENTO_ANNULLATO" => Self::PaymentCanceled,
            "PAA_PAGAMENTO_DUPLICATO" | "PPT_PAGAMENTO_DUPLICATO" => Self::PaymentDuplicated,
            "PPT_PSP_SCONOSCIUTO"
            | "PPT_PSP_DISABILITATO"
            | "PPT_INTERMEDIARIO_PSP_SCONOSCIUTO"
            | "PPT_INTERMEDIARIO_PSP_DISABILITATO"
            | "PPT_CANALE_SCONOSCIUTO"
            | "PPT_CANALE_DISABILITATO"
            | "PPT_AUTENTICAZIONE"
            | "PPT_AUTORIZZAZIONE"
            | "PPT_DOMINIO_DISABILITATO"
            | "PPT_INTERMEDIARIO_PA_DISABILITATO"
            | "PPT_STAZIONE_INT_PA_DISABILITATA"
            | "PPT_CODIFICA_PSP_SCONOSCIUTA"
            | "PPT_SEMANTICA"
            | "PPT_SYSTEM_ERROR"
            | "PAA_SEMANTICA" => Self::PaymentUnavailable,
            "PPT_SINTASSI_EXTRAXSD"
            | "PPT_SINTASSI_XSD"
            | "PPT_DOMINIO_SCONOSCIUTO"
            | "PPT_STAZIONE_INT_PA_SCONOSCIUTA" => Self::PaymentDataError,
            "PAA_PAGAMENTO_SCONOSCIUTO" => Self::PaymentUnknown,
            "PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE"
            | "PPT_STAZIONE_INT_PA_TIMEOUT"
            | "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE"
            | "PPT_IBAN_NON_CENSITO"
            | "PAA_SINTASSI_EXTRAXSD"
            | "PAA_SINTASSI_XSD"
            | "PAA_ID_DOMINIO_ERRATO"
            | "PAA_ID_INTERMEDIARIO_ERRATO"
            | "PAA_STAZIONE_INT_ERRATA"
            | "PAA_ATTIVA_RPT_IMPORTO_NON_VALIDO"
            | "PPT_ERRORE_EMESSO_DA_PAA"
            | "PAA_SYSTEM_ERROR" => Self::DomainUnknown,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(code: &str, original: Option<&str>) -> NodeFault {
        NodeFault {
            code: code.into(),
            original_code: original.map(Into::into),
            description: None,
        }
    }

    #[test]
    fn the_creditor_s_own_code_decides() {
        let of = |code, original| FaultCategory::of(&fault(code, original));
        let emitted = "PPT_ERRORE_EMESSO_DA_PAA";
        assert_eq!(
            of(emitted, Some("PAA_PAGAMENTO_SCADUTO")),
            FaultCategory::PaymentExpired
        );
        assert_eq!(
            of(emitted, Some("PAA_OWN_INVENTION")),
            FaultCategory::DomainUnknown
        );
        assert_eq!(of(emitted, None), FaultCategory::DomainUnknown);
        assert_eq!(
            of("PPT_DOMINIO_SCONOSCIUTO", None),
            FaultCategory::PaymentDataError
        );
        assert_eq!(of("PPT_UNHEARD_OF", None), FaultCategory::GenericError);
    }
}
