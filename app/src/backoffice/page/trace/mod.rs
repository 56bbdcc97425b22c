//! The trace of one payment: what it is, where it stands, and everything that happened.

mod deliveries;
mod events;
mod facts;
mod states;

use domain::PaymentToken;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use node::Trace;

use crate::backoffice::desk::Desk;
use crate::backoffice::visit::{PageError, Visit, page};
use crate::backoffice::{address, payment_label};
use crate::i18n::td_string;
use crate::ui::{Badge, CopyButton, CopySource, Crumb, format};

/// `/backoffice/pagamenti/{token}`: a payment that the party may see; any other is not found.
#[component]
pub(in crate::backoffice) fn TracePage() -> impl IntoView {
    page(|visit| {
        let token = use_params_map().with_untracked(|params| params.get("token"));
        async move {
            let token = token
                .and_then(|token| PaymentToken::parse(&token).ok())
                .ok_or(PageError::NotFound)?;
            let read_store = &visit.services.read_store;
            let trace = read_store.find_trace(visit.audience()?, token).await?;
            Ok(trace_view(&visit, &trace.ok_or(PageError::NotFound)?))
        }
    })
}

fn trace_view(visit: &Visit, trace: &Trace) -> AnyView {
    let locale = visit.locale;
    let payment = &trace.payment;
    let title = td_string!(
        locale,
        backoffice.trace.title,
        amount = format::amount(payment.data.amount),
        company = payment.data.company_name.as_str()
    )
    .to_string();
    let above = [
        (td_string!(locale, backoffice.home), address::BASE),
        (
            td_string!(locale, backoffice.payments.title),
            address::PAYMENTS,
        ),
    ]
    .map(|(label, href)| Crumb {
        label: label.into(),
        href: href.into(),
    });
    let facts = facts::facts(visit, payment);
    let states = states::states(trace, locale);
    let events = events::events(visit, trace);
    let deliveries = deliveries::deliveries(trace, locale);
    view! {
        <Desk
            title=title
            kind=td_string!(locale, backoffice.trace.kind)
            lead=payment.data.description.as_str().to_owned()
            above=above.into()
            actions=actions(visit, trace)
        >
            <div class="trace-top">
                <section class="desk-section" aria-labelledby="facts">
                    <h2 class="section-title" id="facts">
                        {td_string!(locale, backoffice.trace.facts)}
                    </h2>
                    {facts}
                </section>
                <section class="desk-section" aria-labelledby="states">
                    <h2 class="section-title" id="states">
                        {td_string!(locale, backoffice.trace.states)}
                    </h2>
                    {states}
                </section>
            </div>
            {events} {deliveries}
        </Desk>
    }
    .into_any()
}

/// The states in one glance, and the link for a colleague.
fn actions(visit: &Visit, trace: &Trace) -> AnyView {
    let locale = visit.locale;
    let payment = payment_label::payment(trace.payment.status, locale);
    let payment_is =
        td_string!(locale, backoffice.trace.payment_is, status = payment.words).to_string();
    let position = trace.position_history.last().map(|last| {
        let label = payment_label::position(last.status, locale);
        let words =
            td_string!(locale, backoffice.trace.position_is, status = label.words).to_string();
        view! { <Badge tone=label.tone label=words /> }
    });
    let link = format!(
        "{}{}",
        visit.services.origin,
        address::trace(&trace.payment.token)
    );
    view! {
        <Badge tone=payment.tone label=payment_is />
        {position}
        <CopyButton
            source=CopySource::Text(link)
            label=td_string!(locale, backoffice.trace.permalink).to_owned()
            done_label=td_string!(locale, backoffice.trace.permalink_done).to_owned()
        />
    }
    .into_any()
}
