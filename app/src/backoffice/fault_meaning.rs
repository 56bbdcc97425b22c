use domain::{FaultCode, FaultOrigin};

use crate::i18n::{Locale, td_string};

/// What a code of the journal means: the node's own faults in their official words, failures of a
/// call and the known codes of counterparties in ours.
pub(super) fn fault_meaning(code: &str, locale: Locale) -> &'static str {
    macro_rules! words {
        ($key:ident) => {
            td_string!(locale, backoffice.fault.$key)
        };
    }
    if let Some(fault) = FaultCode::from_code(code) {
        return fault.fault_string();
    }
    match code {
        "TIMEOUT" => return words!(timeout),
        "UNREACHABLE" => return words!(unreachable),
        "SATURATED" => return words!(saturated),
        "INVALID_RESPONSE" => return words!(invalid_response),
        "UNSENDABLE" => return words!(unsendable),
        _ if code.starts_with("HTTP_") => return words!(http),
        _ => {}
    }
    let matter = code
        .strip_prefix("PAA_")
        .or_else(|| code.strip_prefix("CANALE_"));
    match matter.unwrap_or(code) {
        "PAGAMENTO_DUPLICATO" => words!(paid),
        "PAGAMENTO_IN_CORSO" => words!(ongoing),
        "PAGAMENTO_SCADUTO" => words!(expired),
        "PAGAMENTO_ANNULLATO" => words!(canceled),
        "PAGAMENTO_SCONOSCIUTO" => words!(unknown),
        "RECEIPT_DUPLICATA" => words!(receipt_duplicate),
        "SINTASSI_XSD" | "SINTASSI_EXTRAXSD" => words!(syntax),
        "SEMANTICA" => words!(semantics),
        "ID_DOMINIO_ERRATO"
        | "ID_INTERMEDIARIO_ERRATO"
        | "STAZIONE_INT_ERRATA"
        | "PSP_ERRATO"
        | "INTERMEDIARIO_ERRATO"
        | "CANALE_ERRATO" => words!(configuration),
        "RPT_RIFIUTATA" => words!(psp_refused),
        "SYSTEM_ERROR" => words!(system),
        _ => match FaultOrigin::of(code) {
            FaultOrigin::Node => words!(node_own),
            FaultOrigin::Creditor => words!(creditor_own),
            FaultOrigin::Psp => words!(psp_own),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_the_node_keeps_its_official_words() {
        for fault in FaultCode::ALL {
            let meaning = fault_meaning(fault.as_str(), Locale::en);
            assert_eq!(meaning, fault.fault_string());
        }
    }

    #[test]
    fn failures_of_calls_and_foreign_codes_are_told_apart() {
        let codes = [
            "TIMEOUT",
            "UNREACHABLE",
            "HTTP_502",
            "PAA_PAGAMENTO_SCADUTO",
            "CANALE_SEMANTICA",
            "CANALE_CANALE_ERRATO",
            "CANALE_WHATEVER",
            "COMUNE_42",
        ];
        let mut meanings: Vec<_> = codes.map(|code| fault_meaning(code, Locale::it)).into();
        meanings.sort_unstable();
        meanings.dedup();
        assert_eq!(meanings.len(), codes.len());
    }
}
