use ::checkout::PaymentMethod;

use crate::i18n::{Locale, td_string};
use crate::ui::Icon;

/// The payment type as people call it.
pub(super) fn method_name(method: &PaymentMethod, locale: Locale) -> String {
    match method.as_str() {
        PaymentMethod::CARD => td_string!(locale, checkout.method.card).into(),
        "PPAL" => td_string!(locale, checkout.method.paypal).into(),
        "BPAY" => td_string!(locale, checkout.method.bancomat).into(),
        "MYBK" => td_string!(locale, checkout.method.mybank).into(),
        "SATY" => td_string!(locale, checkout.method.satispay).into(),
        "APPL" => td_string!(locale, checkout.method.apple).into(),
        "GOOG" => td_string!(locale, checkout.method.google).into(),
        code => td_string!(locale, checkout.method.other, code = code),
    }
}

/// What it looks like.
pub(super) fn method_icon(method: &PaymentMethod) -> Icon {
    match method.as_str() {
        PaymentMethod::CARD => Icon::CreditCard,
        "BPAY" | "SATY" | "APPL" | "GOOG" => Icon::DeviceMobile,
        _ => Icon::BuildingBank,
    }
}
