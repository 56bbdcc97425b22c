use ::checkout::{CheckoutError, Continuation, ResultId, Step};
use leptos::prelude::*;

use super::page;
use crate::checkout::corridor::Corridor;
use crate::checkout::island::MethodCheck;
use crate::checkout::place;
use crate::checkout::services::Visit;
use crate::i18n::td_string;
use crate::ui::{Glyph, Icon};

/// `/gdi-check`: the hidden frame of the 3DS method, then the bank's page or the result.
#[component]
pub(in crate::checkout) fn MethodCheckPage() -> impl IntoView {
    page(|visit| async move {
        let checkout = &visit.services.checkout;
        match checkout.review(visit.journey()?).await {
            Ok(_) => {
                place::go(&visit.response, place::PAY);
                Ok(().into_any())
            }
            Err(CheckoutError::NotYet(Step::Outcome(result))) => {
                let page = checkout.outcome(&result).await?;
                Ok(match page.continuation {
                    Some(Continuation::Gdi { src }) => check(src, &result, &visit),
                    Some(Continuation::Redirect { .. }) | None => {
                        place::go(&visit.response, &place::outcome(&result));
                        ().into_any()
                    }
                })
            }
            Err(error) => Err(error),
        }
    })
}

fn check(src: String, result: &ResultId, visit: &Visit) -> AnyView {
    let locale = visit.locale;
    let outcome = place::outcome(result);
    let title = td_string!(locale, checkout.gdi.frame);
    let script = visit.services.gateway_script.as_ref();
    let script = script.map(|script| script.as_str().to_owned());
    let without_script = view! {
        <noscript>
            <iframe class="method-check" src=src.clone() title=title></iframe>
        </noscript>
    };
    view! {
        <Corridor
            title=td_string!(locale, checkout.gdi.title)
            lead=td_string!(locale, checkout.gdi.text)
        >
            <p class="waiting" role="status">
                <Glyph icon=Icon::Spinner class="spinner icon-24" />
                <span class="visually-hidden">{td_string!(locale, ui.loading)}</span>
            </p>
            {without_script}
            <MethodCheck
                script=script.unwrap_or_default()
                src=src
                title=title.to_owned()
                outcome=outcome.clone()
            />
            <p><a class="link" href=outcome>{td_string!(locale, checkout.gdi.to_outcome)}</a></p>
        </Corridor>
    }
    .into_any()
}
