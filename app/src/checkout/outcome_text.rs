use ::checkout::{OutcomeCode, OutcomePage, TransactionStatus};

use crate::i18n::{Locale, td_string};
use crate::ui::{Spot, format};

/// Where a payment stands, as the citizen sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Paid.
    Paid,
    /// Confirmed, and the end is not known.
    Waiting,
    /// Not confirmed yet.
    Open,
    /// Not paid, nothing charged.
    Failed,
    /// Not paid, given back.
    Refunded,
}

/// What a result page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OutcomeText {
    pub(super) standing: Standing,
    pub(super) title: String,
    pub(super) texts: Vec<String>,
}

impl Standing {
    /// The drawing.
    pub(super) const fn spot(self) -> Spot {
        match self {
            Self::Paid => Spot::Success,
            Self::Waiting | Self::Open => Spot::Waiting,
            Self::Failed | Self::Refunded => Spot::Refused,
        }
    }
}

/// What the citizen is told of a payment. Nothing says "nothing was charged" unless the service
/// knows it.
pub(super) fn outcome_text(page: &OutcomePage, locale: Locale) -> OutcomeText {
    let total = format::amount(page.total.unwrap_or(page.amount));
    let say = |standing, title: &str, texts: &[&str]| OutcomeText {
        standing,
        title: title.into(),
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
    };
    match page.evaluation.outcome {
        OutcomeCode::Success => {
            let title = td_string!(locale, checkout.outcome.paid, amount = total);
            let text = td_string!(locale, checkout.outcome.paid_text);
            say(Standing::Paid, &title, &[text])
        }
        OutcomeCode::Refunded => {
            let title = td_string!(locale, checkout.outcome.refunded);
            let text = td_string!(locale, checkout.outcome.refunded_text, total = total);
            say(Standing::Refunded, title, &[&text])
        }
        OutcomeCode::TakingCharge if page.evaluation.is_final => {
            let title = td_string!(locale, checkout.outcome.waiting_long);
            let text = td_string!(locale, checkout.outcome.waiting_long_text);
            say(Standing::Waiting, title, &[text])
        }
        OutcomeCode::TakingCharge => {
            let title = td_string!(locale, checkout.outcome.waiting);
            let close = td_string!(locale, checkout.outcome.waiting_close);
            say(
                Standing::Waiting,
                title,
                &[&awaited(page, &total, locale), close],
            )
        }
        OutcomeCode::GenericError if page.status == TransactionStatus::Activated => {
            let title = td_string!(locale, checkout.outcome.open);
            let text = td_string!(locale, checkout.outcome.open_text);
            let money = td_string!(locale, checkout.not_charged);
            say(Standing::Open, title, &[money, text])
        }
        OutcomeCode::GenericError if page.status == TransactionStatus::CancellationRequested => {
            let title = td_string!(locale, checkout.outcome.closing);
            let text = td_string!(locale, checkout.outcome.closing_text);
            let money = td_string!(locale, checkout.not_charged);
            say(Standing::Failed, title, &[money, text])
        }
        refused => {
            let (title, text) = refusal(refused, locale);
            let money = td_string!(locale, checkout.not_charged);
            say(Standing::Failed, title, &[money, text])
        }
    }
}

/// What is being waited for.
fn awaited(page: &OutcomePage, total: &str, locale: Locale) -> String {
    let psp = page.psp_name.as_deref().unwrap_or_default();
    match page.status {
        TransactionStatus::AuthorizationRequested => {
            td_string!(locale, checkout.outcome.waiting_bank).into()
        }
        TransactionStatus::Closed if !psp.is_empty() => td_string!(
            locale,
            checkout.outcome.waiting_psp,
            total = total,
            psp = psp
        ),
        _ => td_string!(locale, checkout.outcome.waiting_node, total = total),
    }
}

/// Why nothing was charged, and what to do about it.
fn refusal(outcome: OutcomeCode, locale: Locale) -> (&'static str, &'static str) {
    macro_rules! words {
        ($title:ident, $text:ident) => {
            (
                td_string!(locale, checkout.outcome.$title),
                td_string!(locale, checkout.outcome.$text),
            )
        };
    }
    match outcome {
        OutcomeCode::AuthError => words!(denied, denied_text),
        OutcomeCode::InvalidData => words!(data, data_text),
        OutcomeCode::Timeout => words!(timeout, timeout_text),
        OutcomeCode::InvalidCard => words!(card_invalid, card_invalid_text),
        OutcomeCode::CanceledByUser => words!(canceled, canceled_text),
        OutcomeCode::ExcessiveAmount => words!(denied, excessive_text),
        OutcomeCode::PspError => words!(psp_failed, psp_text),
        OutcomeCode::BalanceLimit => words!(balance, balance_text),
        OutcomeCode::CvvError => words!(cvv, cvv_text),
        OutcomeCode::LimitExceeded => words!(limit, limit_text),
        OutcomeCode::GenericError
        | OutcomeCode::Success
        | OutcomeCode::TakingCharge
        | OutcomeCode::Refunded => words!(generic, psp_text),
    }
}

#[cfg(test)]
mod tests {
    use ::checkout::{Evaluation, Language, Money};
    use domain::{Amount, TransactionId};
    use jiff::Timestamp;

    use super::*;

    const ALL: [OutcomeCode; 14] = [
        OutcomeCode::Success,
        OutcomeCode::GenericError,
        OutcomeCode::AuthError,
        OutcomeCode::InvalidData,
        OutcomeCode::Timeout,
        OutcomeCode::InvalidCard,
        OutcomeCode::CanceledByUser,
        OutcomeCode::ExcessiveAmount,
        OutcomeCode::TakingCharge,
        OutcomeCode::Refunded,
        OutcomeCode::PspError,
        OutcomeCode::BalanceLimit,
        OutcomeCode::CvvError,
        OutcomeCode::LimitExceeded,
    ];

    fn page(outcome: OutcomeCode, status: TransactionStatus, is_final: bool) -> OutcomePage {
        OutcomePage {
            transaction: TransactionId::parse(&"a".repeat(32)).unwrap(),
            evaluation: Evaluation { outcome, is_final },
            status,
            lines: Vec::new(),
            amount: Amount::from_cents(1_200).unwrap(),
            fee: Some(Amount::from_cents(150).unwrap()),
            total: Some(Amount::from_cents(1_350).unwrap()),
            psp_name: Some("Banca".into()),
            masked_email: None,
            continuation: None,
            updated_at: Timestamp::UNIX_EPOCH,
            language: Language::It,
        }
    }

    #[test]
    fn nothing_was_charged_is_said_exactly_when_it_is_known() {
        for locale in [Locale::it, Locale::en] {
            let sentence = td_string!(locale, checkout.not_charged);
            for outcome in ALL {
                for status in TransactionStatus::ALL {
                    for is_final in [true, false] {
                        let said = outcome_text(&page(outcome, status, is_final), locale);
                        let says = said.texts.iter().any(|text| text == sentence);
                        let is_known = outcome.money() == Money::NotCharged;
                        assert_eq!(says, is_known, "{outcome:?} {status:?}");
                        assert!(!said.title.is_empty());
                    }
                }
            }
        }
    }

    #[test]
    fn a_waiting_page_says_for_what_and_that_it_can_be_closed() {
        let closed = page(OutcomeCode::TakingCharge, TransactionStatus::Closed, false);
        let said = outcome_text(&closed, Locale::en);
        assert_eq!(said.standing, Standing::Waiting);
        assert!(said.texts[0].contains("Banca") && said.texts[0].contains("13,50"));
        assert!(said.texts[1].contains("close it"));
    }

    #[test]
    fn a_paid_page_says_how_much() {
        let paid = page(OutcomeCode::Success, TransactionStatus::NotifiedOk, true);
        let said = outcome_text(&paid, Locale::it);
        assert_eq!(said.title.replace('\u{a0}', " "), "Hai pagato 13,50 €");
    }
}
