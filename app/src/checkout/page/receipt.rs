use ::checkout::{CheckoutError, Receipt, ResultId};
use leptos::prelude::*;

use super::outcome::{line_entries, result_id};
use super::page;
use crate::NotFound;
use crate::checkout::corridor::Corridor;
use crate::checkout::island::PrintButton;
use crate::checkout::method_name::method_name;
use crate::checkout::place;
use crate::delivery::Delivery;
use crate::i18n::{Locale, td_string};
use crate::site::{Application, Stage};
use crate::ui::{Alert, ButtonKind, Entry, KeyValueList, LinkButton, Tone, format};

/// `/esito/{result}/ricevuta`: the proof of the payment, on paper too.
#[component]
pub(in crate::checkout) fn ReceiptPage() -> impl IntoView {
    let Some(result) = result_id() else {
        return view! { <NotFound application=Application::Checkout /> }.into_any();
    };
    page(move |visit| async move {
        match visit.services.checkout.receipt(&result).await {
            Ok(receipt) => Ok(sheet(&receipt, &result, visit.locale)),
            Err(CheckoutError::NotFound) => {
                Ok(view! { <NotFound application=Application::Checkout /> }.into_any())
            }
            Err(error) => Err(error),
        }
    })
}

fn sheet(receipt: &Receipt, result: &ResultId, locale: Locale) -> AnyView {
    let is_simulated =
        use_context::<Delivery>().is_some_and(|delivery| delivery.stage == Stage::Sandbox);
    let mark = is_simulated.then(|| {
        view! { <Alert tone=Tone::Warning title=td_string!(locale, checkout.receipt.simulated) /> }
    });
    let entries = entries(receipt, locale);
    let outcome = place::outcome(result);
    view! {
        <Corridor title=td_string!(locale, checkout.receipt.title) above=mark.into_any()>
            <div class="card">
                <KeyValueList entries />
            </div>
            <div class="ways-on">
                <PrintButton label=td_string!(locale, checkout.receipt.print).to_owned() />
                <LinkButton kind=ButtonKind::Quiet href=outcome>
                    {td_string!(locale, checkout.receipt.to_outcome)}
                </LinkButton>
            </div>
        </Corridor>
    }
    .into_any()
}

fn entries(receipt: &Receipt, locale: Locale) -> Vec<Entry> {
    let mut entries = vec![
        Entry::total(
            td_string!(locale, checkout.outcome.total),
            &format::amount(receipt.total),
        ),
        Entry::new(
            td_string!(locale, checkout.receipt.paid_at),
            format::instant(locale, receipt.paid_at),
        ),
    ];
    for line in &receipt.lines {
        entries.extend(line_entries(line, locale));
        entries.push(Entry::code(
            td_string!(locale, checkout.receipt.iuv),
            line.creditor_reference_id.as_ref(),
        ));
    }
    entries.push(Entry::new(
        td_string!(locale, checkout.outcome.fee),
        format::amount(receipt.fee),
    ));
    entries.push(Entry::new(
        td_string!(locale, checkout.outcome.psp),
        receipt.psp_name.clone(),
    ));
    let means = method_name(&receipt.method, locale);
    let means = match &receipt.card {
        Some((circuit, digits)) => format!("{means}, {circuit} •••• {digits}"),
        None => means,
    };
    entries.push(Entry::new(
        td_string!(locale, checkout.review.method),
        means,
    ));
    if let Some(code) = &receipt.authorization_code {
        let term = td_string!(locale, checkout.receipt.authorization);
        entries.push(Entry::code(term, code));
    }
    if let Some(rrn) = &receipt.rrn {
        entries.push(Entry::code(td_string!(locale, checkout.receipt.rrn), rrn));
    }
    entries.push(Entry::code(
        td_string!(locale, checkout.receipt.transaction),
        receipt.transaction.as_ref(),
    ));
    entries
}
