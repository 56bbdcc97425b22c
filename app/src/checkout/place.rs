//! Checkout's addresses, and which of them an error leads to.

use ::checkout::{CheckoutError, FaultCategory, NoticeRefused, ResultId, Step};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use leptos_axum::ResponseOptions;

pub(super) const NOTICE: &str = "/";
pub(super) const SUMMARY: &str = "/dati-pagamento";
pub(super) const EMAIL: &str = "/inserisci-email";
pub(super) const METHOD: &str = "/scegli-metodo";
pub(super) const PSP: &str = "/lista-psp";
pub(super) const PAY: &str = "/riepilogo-pagamento";
pub(super) const METHOD_CHECK: &str = "/gdi-check";
pub(super) const LEAVE: &str = "/annulla";
pub(super) const CANCELED: &str = "/annullato";
pub(super) const ERROR: &str = "/errore";
pub(super) const EXPIRED: &str = "/sessione-scaduta";

/// The address of a result.
pub(super) fn outcome(result: &ResultId) -> String {
    format!("/esito/{}", result.as_str())
}

/// The address of a receipt.
pub(super) fn receipt(result: &ResultId) -> String {
    format!("/esito/{}/ricevuta", result.as_str())
}

/// What the citizen was doing when it went wrong: it decides what may be said of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Anything before the confirmation: no money was asked for.
    Prepare,
    /// The confirmation: nobody knows.
    Confirm,
}

/// Why the page before this one could not go on, shown above the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    TimeOver,
    NotOffered,
    FeeChanged,
    Changed,
    CardMissing,
}

impl Hint {
    const ALL: [Self; 5] = [
        Self::TimeOver,
        Self::NotOffered,
        Self::FeeChanged,
        Self::Changed,
        Self::CardMissing,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::TimeOver => "tempo-scaduto",
            Self::NotOffered => "non-disponibile",
            Self::FeeChanged => "commissione-cambiata",
            Self::Changed => "cambiato",
            Self::CardMissing => "carta-incompleta",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hint| hint.word() == word)
    }

    /// The page that shows it.
    pub(super) fn on(self, page: &str) -> String {
        format!("{page}?avviso={}", self.word())
    }
}

/// What the page `/errore` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The node does not let the notice be paid.
    Notice(FaultCategory),
    /// The card gateway cannot be used.
    Gateway,
    /// Our store failed before the confirmation.
    Broken,
    /// Our store failed at the confirmation.
    Confirmation,
}

impl Trouble {
    const ALL: [Self; 12] = [
        Self::Notice(FaultCategory::PaymentDuplicated),
        Self::Notice(FaultCategory::PaymentOngoing),
        Self::Notice(FaultCategory::PaymentExpired),
        Self::Notice(FaultCategory::PaymentCanceled),
        Self::Notice(FaultCategory::PaymentUnknown),
        Self::Notice(FaultCategory::PaymentDataError),
        Self::Notice(FaultCategory::PaymentUnavailable),
        Self::Notice(FaultCategory::DomainUnknown),
        Self::Notice(FaultCategory::GenericError),
        Self::Gateway,
        Self::Broken,
        Self::Confirmation,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Notice(FaultCategory::PaymentDuplicated) => "gia-pagato",
            Self::Notice(FaultCategory::PaymentOngoing) => "in-corso",
            Self::Notice(FaultCategory::PaymentExpired) => "scaduto",
            Self::Notice(FaultCategory::PaymentCanceled) => "revocato",
            Self::Notice(FaultCategory::PaymentUnknown) => "sconosciuto",
            Self::Notice(FaultCategory::PaymentDataError) => "dati",
            Self::Notice(FaultCategory::PaymentUnavailable) => "non-pagabile",
            Self::Notice(FaultCategory::DomainUnknown) => "ente",
            Self::Notice(FaultCategory::GenericError) => "imprevisto",
            Self::Gateway => "carte",
            Self::Broken => "guasto",
            Self::Confirmation => "conferma",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| trouble.word() == word)
    }

    fn address(self, code: Option<&str>) -> String {
        let word = self.word();
        match code.filter(|code| is_code(code)) {
            Some(code) => format!("{ERROR}?motivo={word}&codice={code}"),
            None => format!("{ERROR}?motivo={word}"),
        }
    }
}

/// Whether a text looks like a fault code of the node or of a creditor, so that an address cannot
/// make the page say anything else.
pub(super) fn is_code(code: &str) -> bool {
    const LENGTH_MAX: usize = 50;
    let is_legal = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    code.len() <= LENGTH_MAX
        && (code.starts_with("PPT_") || code.starts_with("PAA_"))
        && code.bytes().all(is_legal)
}

/// The code that helps whoever is asked: the creditor's own, else the node's.
pub(super) fn fault_code(refused: &NoticeRefused) -> &str {
    let fault = &refused.fault;
    fault.original_code.as_deref().unwrap_or(&fault.code)
}

/// The page of a step.
pub(super) fn of_step(step: &Step) -> String {
    match step {
        Step::Notice => NOTICE.into(),
        Step::Summary => SUMMARY.into(),
        Step::Email => EMAIL.into(),
        Step::Method => METHOD.into(),
        Step::Psp => PSP.into(),
        Step::Pay => PAY.into(),
        Step::Outcome(result) => outcome(result),
    }
}

/// Where an error leads. What is wrong with an address is told by its own page.
pub(super) fn of_error(error: &CheckoutError, act: Act) -> String {
    match error {
        CheckoutError::NotYet(Step::Summary) if act == Act::Confirm => Hint::TimeOver.on(SUMMARY),
        CheckoutError::NotYet(step) => of_step(step),
        CheckoutError::NotFound => EXPIRED.into(),
        CheckoutError::Email(_) => EMAIL.into(),
        CheckoutError::NotOffered(Step::Psp) => Hint::FeeChanged.on(PSP),
        CheckoutError::NotOffered(_) => Hint::NotOffered.on(METHOD),
        CheckoutError::Changed => Hint::Changed.on(PAY),
        CheckoutError::CardMissing => Hint::CardMissing.on(PAY),
        CheckoutError::Notice(refused) => {
            Trouble::Notice(refused.category).address(Some(fault_code(refused)))
        }
        CheckoutError::Gateway(_) => Trouble::Gateway.address(None),
        CheckoutError::Store(_) => match act {
            Act::Prepare => Trouble::Broken.address(None),
            Act::Confirm => Trouble::Confirmation.address(None),
        },
    }
}

/// Sends the browser to `address` by GET, whatever the request was.
pub(super) fn go(response: &ResponseOptions, address: &str) {
    if let Ok(value) = HeaderValue::from_str(address) {
        response.insert_header(LOCATION, value);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_in_an_address_is_read_back() {
        for hint in Hint::ALL {
            assert_eq!(Hint::from_word(hint.word()), Some(hint));
        }
        for trouble in Trouble::ALL {
            assert_eq!(Trouble::from_word(trouble.word()), Some(trouble));
        }
        assert_eq!(Trouble::from_word("hello"), None);
    }

    #[test]
    fn only_official_looking_codes_reach_a_page() {
        assert!(is_code("PAA_PAGAMENTO_SCADUTO") && is_code("PPT_SINTASSI_XSD"));
        for bad in ["", "PPT", "CALL_ME", "PPT_<b>", "PPT_call 800", "ppt_a"] {
            assert!(!is_code(bad), "{bad}");
        }
    }

    #[test]
    fn a_failed_confirmation_never_says_that_nothing_was_charged() {
        let failed = CheckoutError::Store(::checkout::StoreError::Conflict);
        assert_eq!(of_error(&failed, Act::Prepare), "/errore?motivo=guasto");
        assert_eq!(of_error(&failed, Act::Confirm), "/errore?motivo=conferma");
    }
}
