use ::checkout::{MethodOffer, NoticeSummary};
use domain::Amount;
use leptos::prelude::*;

use super::{hint, page};
use crate::checkout::corridor::Corridor;
use crate::checkout::due::Due;
use crate::checkout::method_name::{method_icon, method_name};
use crate::checkout::{action, place};
use crate::i18n::{Locale, td_string};
use crate::ui::{Alert, ButtonKind, Glyph, Icon, LinkButton, Tone, format};

/// `/scegli-metodo`: the payment types, each with its total; pressing one chooses it.
#[component]
pub(in crate::checkout) fn MethodPage() -> impl IntoView {
    page(|visit| {
        let hint = hint(visit.locale);
        async move {
            let secret = visit.journey()?;
            let checkout = &visit.services.checkout;
            let offers = checkout.list_methods(secret).await?;
            let summary = checkout.verify(secret).await?;
            Ok(methods(offers, summary, hint, visit.locale))
        }
    })
}

fn methods(
    offers: Vec<MethodOffer>,
    summary: NoticeSummary,
    hint: Option<AnyView>,
    locale: Locale,
) -> AnyView {
    let details = summary.details;
    let amount = details.amount;
    let above = view! {
        <Due company=details.company_name subject=details.description amount />
        {hint}
    };
    let choices = if offers.is_empty() {
        view! {
            <Alert tone=Tone::Warning title=td_string!(locale, checkout.method.none)>
                <p>{td_string!(locale, checkout.method.none_text)}</p>
            </Alert>
        }
        .into_any()
    } else {
        let rows = offers.into_iter().map(|offer| row(&offer, amount, locale));
        let rows = rows.collect_view();
        view! {
            <form method="post" action=action::SET_METHOD class="rows">{rows}</form>
        }
        .into_any()
    };
    view! {
        <Corridor
            title=td_string!(locale, checkout.method.title)
            lead=td_string!(locale, checkout.method.lead)
            above=above.into_any()
        >
            {choices}
            <p class="way-back">
                <LinkButton kind=ButtonKind::Quiet href=place::EMAIL>
                    {td_string!(locale, checkout.back)}
                </LinkButton>
            </p>
        </Corridor>
    }
    .into_any()
}

fn row(offer: &MethodOffer, amount: Amount, locale: Locale) -> impl IntoView + use<> {
    let (fee, total) = prices(offer, amount, locale);
    view! {
        <button
            type="submit"
            class="row-button"
            name="method"
            value=offer.method.as_str().to_owned()
        >
            <Glyph icon=method_icon(&offer.method) class="icon-24" />
            <span class="row-words">
                <span class="row-title">{method_name(&offer.method, locale)}</span>
                <span class="row-detail">{fee}</span>
            </span>
            <span class="row-aside">{total}</span>
            <Glyph icon=Icon::ChevronRight />
        </button>
    }
}

/// The fee and the total in words: a range, or one price.
fn prices(offer: &MethodOffer, amount: Amount, locale: Locale) -> (String, String) {
    let least = format::amount(offer.fee_min);
    let total = amount.checked_add(offer.fee_min).unwrap_or(Amount::MAX);
    let total = format::amount(total);
    if offer.fee_min == offer.fee_max {
        let fee = td_string!(locale, checkout.method.fee, fee = least);
        let total = td_string!(locale, checkout.method.total, total = total);
        (fee, total)
    } else {
        let most = format::amount(offer.fee_max);
        let fee = td_string!(locale, checkout.method.fee_range, min = least, max = most);
        let total = td_string!(locale, checkout.method.total_from, total = total);
        (fee, total)
    }
}

#[cfg(test)]
mod tests {
    use ::checkout::PaymentMethod;

    use super::*;

    fn offer(fee_min: u64, fee_max: u64) -> MethodOffer {
        MethodOffer {
            method: PaymentMethod::card(),
            fee_min: Amount::from_cents(fee_min).unwrap(),
            fee_max: Amount::from_cents(fee_max).unwrap(),
        }
    }

    #[test]
    fn the_total_with_the_fee_is_shown_before_the_choice() {
        let due = Amount::from_cents(1_200).unwrap();
        let words = |offer| {
            let (fee, total) = prices(&offer, due, Locale::it);
            format!("{fee}; {total}").replace('\u{a0}', " ")
        };
        assert_eq!(words(offer(150, 150)), "Commissione 1,50 €; Totale 13,50 €");
        assert_eq!(
            words(offer(100, 200)),
            "Commissione da 1,00 € a 2,00 €; Totale da 13,00 €"
        );
    }
}
