use ::checkout::{NoticeSummary, PspList};
use domain::Amount;
use leptos::prelude::*;

use super::{hint, page};
use crate::checkout::corridor::Corridor;
use crate::checkout::due::Due;
use crate::checkout::{action, place};
use crate::i18n::{Locale, td_string};
use crate::ui::{
    ActionBar, ButtonKind, Choice, Icon, LinkButton, RadioCards, SubmitButton, format,
};

/// `/lista-psp`: who handles the payment, and for how much.
#[component]
pub(in crate::checkout) fn PspPage() -> impl IntoView {
    page(|visit| {
        let hint = hint(visit.locale);
        async move {
            let secret = visit.journey()?;
            let checkout = &visit.services.checkout;
            let list = checkout.list_psps(secret).await?;
            let summary = checkout.verify(secret).await?;
            Ok(psps(&list, summary, hint, visit.locale))
        }
    })
}

fn psps(list: &PspList, summary: NoticeSummary, hint: Option<AnyView>, locale: Locale) -> AnyView {
    let details = summary.details;
    let above = view! {
        <Due company=details.company_name subject=details.description amount=list.amount />
        {hint}
    };
    let first = list.offers.first().map(|offer| &offer.bundle);
    let choices = choices(list, locale);
    let chosen = list.chosen.as_ref().or(first).map(ToString::to_string);
    view! {
        <Corridor
            title=td_string!(locale, checkout.psp.title)
            lead=td_string!(locale, checkout.psp.lead)
            above=above.into_any()
        >
            <form method="post" action=action::CHOOSE_PSP>
                <RadioCards
                    name="bundle"
                    legend=td_string!(locale, checkout.psp.legend)
                    choices
                    chosen
                />
                <ActionBar>
                    <SubmitButton
                        kind=ButtonKind::Primary
                        label=td_string!(locale, checkout.go_on).to_owned()
                        busy_label=td_string!(locale, checkout.wait).to_owned()
                    />
                    <LinkButton kind=ButtonKind::Quiet href=place::METHOD>
                        {td_string!(locale, checkout.back)}
                    </LinkButton>
                </ActionBar>
            </form>
        </Corridor>
    }
    .into_any()
}

fn choices(list: &PspList, locale: Locale) -> Vec<Choice> {
    let least = list.offers.iter().map(|offer| offer.fee).min();
    let is_unique = list
        .offers
        .iter()
        .filter(|it| Some(it.fee) == least)
        .count()
        == 1;
    let choice = |offer: &::checkout::Fee| {
        let total = list.amount.checked_add(offer.fee).unwrap_or(Amount::MAX);
        let fee = format::amount(offer.fee);
        let mut detail = td_string!(locale, checkout.psp.fee, fee = fee);
        if is_unique && Some(offer.fee) == least && list.offers.len() > 1 {
            detail.push_str(", ");
            detail.push_str(td_string!(locale, checkout.psp.cheapest));
        }
        let total = format::amount(total);
        Choice::new(offer.bundle.as_ref(), &offer.psp_name)
            .detail(&detail)
            .aside(&total)
            .icon(Icon::BuildingBank)
    };
    list.offers.iter().map(choice).collect()
}
