use leptos::prelude::*;
use node::Trace;

use crate::backoffice::payment_label::{self, Label};
use crate::i18n::{Locale, td_string};
use crate::ui::{Badge, format};

/// The histories of position, payment and each receipt.
pub(super) fn states(trace: &Trace, locale: Locale) -> impl IntoView + use<> {
    let position = trace
        .position_history
        .iter()
        .map(|row| {
            (
                format::instant_ms(row.at),
                payment_label::position(row.status, locale),
            )
        })
        .collect();
    let payment = trace
        .payment_history
        .iter()
        .map(|row| {
            (
                format::instant_ms(row.at),
                payment_label::payment(row.status, locale),
            )
        })
        .collect();
    let mut recipients: Vec<_> = Vec::new();
    for (creditor, station, _) in &trace.receipt_history {
        if !recipients.contains(&(creditor, station)) {
            recipients.push((creditor, station));
        }
    }
    let receipts = recipients
        .into_iter()
        .map(|recipient| {
            let rows = trace
                .receipt_history
                .iter()
                .filter(|(creditor, station, _)| (creditor, station) == recipient)
                .map(|(_, _, row)| {
                    (
                        format::instant_ms(row.at),
                        payment_label::receipt(row.status, locale),
                    )
                })
                .collect();
            let title = td_string!(
                locale,
                backoffice.trace.receipt,
                creditor = recipient.1.as_str()
            )
            .to_string();
            history(title, rows, locale)
        })
        .collect_view();
    view! {
        <div class="card histories">
            {history(td_string!(locale, backoffice.trace.payment).into(), payment, locale)}
            {history(td_string!(locale, backoffice.trace.position).into(), position, locale)}
            {receipts}
        </div>
    }
}

fn history(title: String, rows: Vec<(String, Label)>, locale: Locale) -> impl IntoView + use<> {
    let is_empty = rows.is_empty();
    let rows = rows
        .into_iter()
        .map(|(at, label)| {
            view! {
                <li class="history-row">
                    <span class="history-at">{at}</span>
                    <Badge tone=label.tone label=label.words />
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="history">
            <h3 class="history-title">{title}</h3>
            {is_empty.then(|| view! {
                <p class="hint">{td_string!(locale, backoffice.trace.no_state)}</p>
            })}
            <ol>{rows}</ol>
        </div>
    }
}
