use ::checkout::FaultCategory;

use super::place::Trouble;
use crate::i18n::{Locale, td_string};
use crate::ui::Spot;

/// What a citizen is told of a trouble: what happened, then what of the money, what to do, whom to
/// ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TroubleText {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
}

/// The words for a trouble.
pub(super) fn trouble_text(trouble: Trouble, locale: Locale) -> TroubleText {
    macro_rules! words {
        ($title:ident, $text:ident) => {
            TroubleText {
                title: td_string!(locale, checkout.fault.$title),
                text: td_string!(locale, checkout.fault.$text),
            }
        };
    }
    match trouble {
        Trouble::Notice(category) => match category {
            FaultCategory::PaymentDuplicated => words!(duplicated, duplicated_text),
            FaultCategory::PaymentOngoing => words!(ongoing, ongoing_text),
            FaultCategory::PaymentExpired => words!(expired, expired_text),
            FaultCategory::PaymentCanceled => words!(canceled, canceled_text),
            FaultCategory::PaymentUnknown => words!(unknown, unknown_text),
            FaultCategory::PaymentDataError => words!(data_error, data_error_text),
            FaultCategory::PaymentUnavailable => words!(unavailable, unavailable_text),
            FaultCategory::DomainUnknown => words!(domain, domain_text),
            FaultCategory::GenericError => words!(generic, generic_text),
        },
        Trouble::Gateway => words!(gateway, gateway_text),
        Trouble::Broken => words!(broken, broken_text),
        Trouble::Confirmation => words!(confirmation, confirmation_text),
    }
}

/// The drawing beside the words.
pub(super) const fn trouble_spot(trouble: Trouble) -> Spot {
    match trouble {
        Trouble::Notice(FaultCategory::PaymentDuplicated) => Spot::Success,
        Trouble::Notice(FaultCategory::PaymentOngoing) => Spot::Waiting,
        Trouble::Notice(FaultCategory::PaymentUnknown) => Spot::Empty,
        Trouble::Notice(FaultCategory::PaymentExpired | FaultCategory::PaymentCanceled) => {
            Spot::Refused
        }
        Trouble::Notice(
            FaultCategory::PaymentDataError
            | FaultCategory::PaymentUnavailable
            | FaultCategory::DomainUnknown
            | FaultCategory::GenericError,
        )
        | Trouble::Gateway
        | Trouble::Broken
        | Trouble::Confirmation => Spot::Error,
    }
}
