use leptos::prelude::*;
use node::{PaymentStatus, PaymentSummary};

use crate::backoffice::desk::Desk;
use crate::backoffice::payment_filter::{
    FROM, FilterProblem, PAGE_ROWS, PaymentFilter, STATUS, TEXT, TO,
};
use crate::backoffice::payment_table::PaymentTable;
use crate::backoffice::visit::page;
use crate::backoffice::{address, payment_label};
use crate::i18n::{Locale, td_string};
use crate::ui::{
    Button, ButtonKind, EmptyState, Field, FilterChip, FilterChips, Icon, Input, LinkButton, Pager,
    SelectField, TextField, format,
};

/// `/backoffice/pagamenti`: the payments that the party may see.
#[component]
pub(in crate::backoffice) fn PaymentsPage() -> impl IntoView {
    page(|visit| {
        let filter = PaymentFilter::read(visit.query());
        async move {
            let query = filter.query(visit.audience()?);
            let found = match query {
                Ok(query) => Ok(visit.services.read_store.list_payments(query).await?),
                Err(problem) => Err(problem),
            };
            Ok(payments_view(&filter, found, visit.locale))
        }
    })
}

fn payments_view(
    filter: &PaymentFilter,
    found: Result<Vec<PaymentSummary>, FilterProblem>,
    locale: Locale,
) -> AnyView {
    let problem = found.as_ref().err().copied();
    let results = match found {
        Ok(payments) if payments.is_empty() => empty(filter, locale),
        Ok(payments) => results(filter, payments, locale),
        Err(_) => ().into_any(),
    };
    let form = form(filter, problem, locale);
    let chips = chips(filter, locale);
    view! {
        <Desk
            title=td_string!(locale, backoffice.payments.title)
            lead=td_string!(locale, backoffice.payments.lead)
        >
            {form} {chips}
            {results}
        </Desk>
    }
    .into_any()
}

fn form(
    filter: &PaymentFilter,
    problem: Option<FilterProblem>,
    locale: Locale,
) -> impl IntoView + use<> {
    let text = Field::new(
        TEXT,
        td_string!(locale, backoffice.payments.search),
        Input::Search,
    )
    .hint(td_string!(locale, backoffice.payments.search_hint))
    .value(&filter.text)
    .error(
        (problem == Some(FilterProblem::TextTooLong))
            .then(|| td_string!(locale, backoffice.payments.search_wrong).into()),
    );
    let day_problem = |field| {
        let is_reversed = problem == Some(FilterProblem::DaysReversed) && field == TO;
        if is_reversed {
            Some(td_string!(locale, backoffice.payments.days_reversed).into())
        } else {
            (problem == Some(FilterProblem::NoDay(field)))
                .then(|| td_string!(locale, backoffice.payments.no_day).into())
        }
    };
    let from = Field::new(
        FROM,
        td_string!(locale, backoffice.payments.from),
        Input::Date,
    )
    .value(&filter.from)
    .error(day_problem(FROM));
    let to = Field::new(TO, td_string!(locale, backoffice.payments.to), Input::Date)
        .value(&filter.to)
        .error(day_problem(TO));
    let any = td_string!(locale, backoffice.payments.any_status).to_owned();
    let mut options = vec![(String::new(), any)];
    options.extend(PaymentStatus::ALL.map(|status| {
        let words = payment_label::payment(status, locale).words;
        (status.as_str().into(), words.into())
    }));
    let chosen = filter.status().map(|status| status.as_str().to_owned());
    view! {
        <form class="filter" method="get" action=address::PAYMENTS role="search">
            <div class="filter-text"><TextField field=text /></div>
            <div class="filter-status">
                <SelectField
                    name=STATUS
                    label=td_string!(locale, backoffice.payments.status)
                    options
                    chosen
                />
            </div>
            <div class="filter-day"><TextField field=from /></div>
            <div class="filter-day"><TextField field=to /></div>
            <div class="filter-go">
                <Button kind=ButtonKind::Secondary icon=Icon::Search>
                    {td_string!(locale, backoffice.payments.find)}
                </Button>
            </div>
        </form>
    }
}

fn chips(filter: &PaymentFilter, locale: Locale) -> Option<impl IntoView + use<>> {
    let first = filter.first_page();
    let mut chips = Vec::new();
    let mut chip = |label: String, without: PaymentFilter| {
        chips.push(FilterChip {
            label,
            without: without.address(),
        });
    };
    if !first.text.is_empty() {
        chip(
            first.text.clone(),
            PaymentFilter {
                text: String::new(),
                ..first.clone()
            },
        );
    }
    if let Some(status) = first.status() {
        let words = payment_label::payment(status, locale).words.to_owned();
        chip(
            words,
            PaymentFilter {
                status: String::new(),
                ..first.clone()
            },
        );
    }
    if let Ok(day) = first.from.parse() {
        let day = format::short_date(day);
        let label = td_string!(locale, backoffice.payments.from_day, day = day).to_string();
        chip(
            label,
            PaymentFilter {
                from: String::new(),
                ..first.clone()
            },
        );
    }
    if let Ok(day) = first.to.parse() {
        let day = format::short_date(day);
        let label = td_string!(locale, backoffice.payments.to_day, day = day).to_string();
        chip(
            label,
            PaymentFilter {
                to: String::new(),
                ..first.clone()
            },
        );
    }
    (!chips.is_empty()).then(|| view! { <FilterChips chips /> })
}

fn results(filter: &PaymentFilter, mut payments: Vec<PaymentSummary>, locale: Locale) -> AnyView {
    let page_rows = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let has_more = payments.len() > page_rows;
    payments.truncate(page_rows);
    let next = payments
        .last()
        .filter(|_| has_more)
        .map(|last| filter.after(last).address());
    let is_later = !filter.after.is_empty();
    let first = filter.first_page().address();
    let shown = td_string!(locale, backoffice.payments.shown, count = payments.len()).to_string();
    view! {
        <PaymentTable
            caption=td_string!(locale, backoffice.payments.title)
            payments
            locale
        />
        {is_later.then(|| view! {
            <p class="to-first">
                <a class="link" href=first>{td_string!(locale, backoffice.payments.to_first)}</a>
            </p>
        })}
        <Pager previous=None next position=shown />
    }
    .into_any()
}

fn empty(filter: &PaymentFilter, locale: Locale) -> AnyView {
    if filter.is_empty() && filter.after.is_empty() {
        return view! {
            <EmptyState
                title=td_string!(locale, backoffice.payments.empty)
                text=td_string!(locale, backoffice.payments.empty_text)
            />
        }
        .into_any();
    }
    view! {
        <EmptyState
            title=td_string!(locale, backoffice.payments.none_found)
            text=td_string!(locale, backoffice.payments.none_found_text)
        >
            <LinkButton kind=ButtonKind::Secondary href=address::PAYMENTS>
                {td_string!(locale, backoffice.payments.all)}
            </LinkButton>
        </EmptyState>
    }
    .into_any()
}
