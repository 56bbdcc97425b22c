use domain::{local_date, local_datetime};
use jiff::Timestamp;
use leptos::prelude::*;
use node::PaymentSummary;

use super::{address, payment_label};
use crate::i18n::{Locale, td_string};
use crate::ui::{Badge, Cell, Column, Row, Table, format};

/// Payments, newest first, each with the way to its trace.
#[component]
pub(super) fn PaymentTable(
    /// What they are.
    #[prop(into)]
    caption: String,
    /// The payments.
    payments: Vec<PaymentSummary>,
    /// The language.
    locale: Locale,
) -> impl IntoView {
    let columns = vec![
        Column::words(td_string!(locale, backoffice.payments.notice)),
        Column::words(td_string!(locale, backoffice.payments.subject)),
        Column::words(td_string!(locale, backoffice.payments.psp)),
        Column::words(td_string!(locale, backoffice.payments.status)),
        Column::words(td_string!(locale, backoffice.payments.activated_at)),
        Column::numbers(td_string!(locale, backoffice.payments.amount)),
    ];
    let rows = payments
        .into_iter()
        .map(|payment| row(&payment, locale))
        .collect();
    view! { <Table caption=caption columns rows /> }
}

fn row(payment: &PaymentSummary, locale: Locale) -> Row {
    let label = payment_label::payment(payment.status, locale);
    let notice = payment.notice.notice_number.grouped();
    let href = address::trace(&payment.token);
    let subject = payment.description.as_str().to_owned();
    let psp = payment.psp.as_str().to_owned();
    let company = payment.company_name.as_str().to_owned();
    Row {
        cells: vec![
            Cell::new(view! { <a class="link code nowrap" href=href>{notice}</a> }),
            Cell::new(view! {
                <span class="two-lines">
                    <span>{subject}</span>
                    <span class="second-line">{company}</span>
                </span>
            }),
            Cell::new(view! { <span class="code nowrap">{psp}</span> }),
            Cell::new(view! { <Badge tone=label.tone label=label.words /> }),
            Cell::new(short_instant(payment.activated_at)),
            Cell::text(&format::amount(payment.amount)),
        ],
    }
}

/// `25/11/2026 14:05`, for tables.
pub(super) fn short_instant(at: Timestamp) -> impl IntoView {
    let date = format::short_date(local_date(at));
    let time = format::time(local_datetime(at).time());
    view! { <span class="nowrap tabular">{date} " " {time}</span> }
}
