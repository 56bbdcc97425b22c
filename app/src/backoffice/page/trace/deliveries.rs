use domain::local_date;
use leptos::prelude::*;
use node::{Trace, TraceDelivery};

use crate::backoffice::fault_meaning::fault_meaning;
use crate::backoffice::payment_label;
use crate::i18n::{Locale, td_string};
use crate::ui::{Badge, Cell, Column, Row, Table, format};

/// What left or will leave through the outbox.
pub(super) fn deliveries(trace: &Trace, locale: Locale) -> impl IntoView + use<> {
    let title = td_string!(locale, backoffice.trace.deliveries);
    let content = if trace.deliveries.is_empty() {
        view! { <p class="hint">{td_string!(locale, backoffice.trace.deliveries_none)}</p> }
            .into_any()
    } else {
        let columns = vec![
            Column::words(td_string!(locale, backoffice.trace.what)),
            Column::words(td_string!(locale, backoffice.trace.state)),
            Column::numbers(td_string!(locale, backoffice.trace.attempts)),
            Column::words(td_string!(locale, backoffice.trace.when)),
            Column::words(td_string!(locale, backoffice.trace.last_error)),
        ];
        let rows = trace
            .deliveries
            .iter()
            .map(|delivery| row(delivery, locale))
            .collect();
        view! { <Table caption=title columns rows /> }.into_any()
    };
    view! {
        <section class="desk-section" aria-labelledby="deliveries">
            <h2 class="section-title" id="deliveries">{title}</h2>
            {content}
        </section>
    }
}

fn row(delivery: &TraceDelivery, locale: Locale) -> Row {
    let label = payment_label::delivery(&delivery.state, locale);
    let at = format!(
        "{} {}",
        format::short_date(local_date(delivery.at)),
        format::instant_ms(delivery.at)
    );
    let when = if delivery.state == "pending" {
        td_string!(locale, backoffice.trace.next_try, at = at).to_string()
    } else {
        at
    };
    let error = match &delivery.last_error {
        None => Cell::text(td_string!(locale, backoffice.trace.no_error)),
        Some(error) => {
            let meaning = is_code(error).then(|| fault_meaning(error, locale));
            let error = error.clone();
            Cell::new(view! {
                <span class="two-lines">
                    <span class="code">{error}</span>
                    {meaning.map(|meaning| view! { <span class="second-line">{meaning}</span> })}
                </span>
            })
        }
    };
    Row {
        cells: vec![
            Cell::text(payment_label::delivery_kind(delivery.kind, locale)),
            Cell::new(view! { <Badge tone=label.tone label=label.words /> }),
            Cell::text(&delivery.attempts.to_string()),
            Cell::text(&when),
            error,
        ],
    }
}

/// Whether an error is a code and not a sentence.
fn is_code(error: &str) -> bool {
    error
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}
