use ::checkout::{CheckoutError, Continuation, OutcomePage, ReceiptLine, ResultId};
use http::{HeaderName, HeaderValue};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::page;
use crate::NotFound;
use crate::checkout::cookie;
use crate::checkout::island::OutcomeWatch;
use crate::checkout::message::Reference;
use crate::checkout::outcome_text::{OutcomeText, Standing, outcome_text};
use crate::checkout::services::Visit;
use crate::checkout::{outcome_state, place};
use crate::document::window_title;
use crate::i18n::{Locale, td_string};
use crate::site::Application;
use crate::ui::{
    ButtonKind, CopyButton, CopySource, Entry, Icon, KeyValueList, LinkButton, SpotDrawing, format,
};

/// How often a waiting page reloads itself in a browser without script.
const REFRESH_S: &str = "5";

/// The result of the address, if it is written like one.
pub(super) fn result_id() -> Option<ResultId> {
    let result = use_params_map().with_untracked(|params| params.get("result"))?;
    ResultId::parse(&result).ok()
}

/// `/esito/{result}`: the payment as a document that whoever holds the link may read. Only the
/// browser that paid sees where the receipt went and what the bank still asks.
#[component]
pub(in crate::checkout) fn OutcomeDocument() -> impl IntoView {
    let Some(result) = result_id() else {
        return view! { <NotFound application=Application::Checkout /> }.into_any();
    };
    let has_script = cookie::has_script();
    page(move |visit| async move {
        match visit.services.checkout.outcome(&result).await {
            Ok(page) => {
                let page = for_reader(page, &visit).await;
                if is_watched(&page) && !has_script {
                    let refresh = HeaderValue::from_static(REFRESH_S);
                    visit
                        .response
                        .insert_header(HeaderName::from_static("refresh"), refresh);
                }
                Ok(document(&page, &result, &visit))
            }
            Err(CheckoutError::NotFound) => {
                Ok(view! { <NotFound application=Application::Checkout /> }.into_any())
            }
            Err(error) => Err(error),
        }
    })
}

/// The page without what only the browser that paid may see, if this is another one.
async fn for_reader(mut page: OutcomePage, visit: &Visit) -> OutcomePage {
    let journey = match &visit.secret {
        Some(secret) => visit.services.checkout.journey(secret).await.ok(),
        None => None,
    };
    let own = journey.and_then(|journey| journey.transaction);
    if own.as_ref() != Some(&page.transaction) {
        page.masked_email = None;
        page.continuation = None;
    }
    page
}

/// Whether the page may still change.
fn is_watched(page: &OutcomePage) -> bool {
    use ::checkout::TransactionStatus::Activated;
    !page.evaluation.is_final && page.status != Activated
}

fn document(page: &OutcomePage, result: &ResultId, visit: &Visit) -> AnyView {
    let locale = visit.locale;
    let OutcomeText {
        standing,
        title,
        texts,
    } = outcome_text(page, locale);
    let texts = texts
        .into_iter()
        .map(|text| view! { <p class="outcome-text">{text}</p> })
        .collect_view();
    let product = td_string!(locale, checkout.product);
    let watch = is_watched(page).then(|| {
        view! {
            <OutcomeWatch
                address=outcome_state::address(result)
                version=outcome_state::version(page)
            />
        }
    });
    let entries = entries(page, locale);
    let reference = page.transaction.to_string();
    let ways_on = ways_on(standing, page, result, visit);
    view! {
        <leptos_meta::Title text=window_title(&title, product, locale) />
        <div class="corridor">
            <div class="outcome" role=(standing == Standing::Waiting).then_some("status")>
                <SpotDrawing spot=standing.spot() />
                <h1 class="outcome-title">{title}</h1>
                <div class="outcome-texts">{texts}</div>
            </div>
            {watch}
            <section class="card" aria-labelledby="facts-title">
                <h2 class="section-title" id="facts-title">
                    {td_string!(locale, checkout.outcome.facts)}
                </h2>
                <KeyValueList entries />
                <Reference label=td_string!(locale, checkout.reference) code=reference />
            </section>
            {next_steps(standing, locale)}
            <div class="ways-on">{ways_on}</div>
        </div>
    }
    .into_any()
}

fn next_steps(standing: Standing, locale: Locale) -> Option<impl IntoView + use<>> {
    (standing == Standing::Paid).then(|| {
        view! {
            <section class="next">
                <h2 class="section-title">{td_string!(locale, checkout.outcome.next)}</h2>
                <p>{td_string!(locale, checkout.outcome.next_paid)}</p>
            </section>
        }
    })
}

fn entries(page: &OutcomePage, locale: Locale) -> Vec<Entry> {
    let mut entries: Vec<Entry> = page
        .lines
        .iter()
        .flat_map(|line| line_entries(line, locale))
        .collect();
    if let (Some(fee), Some(total)) = (page.fee, page.total) {
        entries.push(Entry::new(
            td_string!(locale, checkout.outcome.fee),
            format::amount(fee),
        ));
        entries.push(Entry::total(
            td_string!(locale, checkout.outcome.total),
            &format::amount(total),
        ));
    }
    if let Some(psp) = &page.psp_name {
        entries.push(Entry::new(
            td_string!(locale, checkout.outcome.psp),
            psp.clone(),
        ));
    }
    entries.push(Entry::new(
        td_string!(locale, checkout.outcome.at),
        format::instant(locale, page.updated_at),
    ));
    if let Some(email) = &page.masked_email {
        let term = td_string!(locale, checkout.outcome.email);
        entries.push(Entry::new(term, email.clone()));
    }
    entries
}

/// The facts of one notice.
pub(super) fn line_entries(line: &ReceiptLine, locale: Locale) -> [Entry; 5] {
    [
        Entry::new(
            td_string!(locale, checkout.outcome.company),
            line.company_name.clone(),
        ),
        Entry::code(
            td_string!(locale, checkout.outcome.creditor),
            line.notice.creditor.as_ref(),
        ),
        Entry::new(
            td_string!(locale, checkout.outcome.subject),
            line.description.clone(),
        ),
        Entry::code(
            td_string!(locale, checkout.outcome.notice),
            &line.notice.notice_number.grouped(),
        ),
        Entry::new(
            td_string!(locale, checkout.outcome.amount),
            format::amount(line.amount),
        ),
    ]
}

fn ways_on(
    standing: Standing,
    page: &OutcomePage,
    result: &ResultId,
    visit: &Visit,
) -> impl IntoView + use<> {
    let locale = visit.locale;
    let link = format!("{}{}", visit.services.origin, place::outcome(result));
    let copy = view! {
        <CopyButton
            source=CopySource::Text(link)
            label=td_string!(locale, checkout.outcome.copy_link).to_owned()
            done_label=td_string!(locale, checkout.copied).to_owned()
        />
    };
    let notice = page.lines.first().map(|line| line.notice.rpt_id());
    let (address, words) = match (standing, &page.continuation) {
        (Standing::Paid, _) => (
            place::receipt(result),
            td_string!(locale, checkout.outcome.receipt),
        ),
        (Standing::Waiting, Some(Continuation::Redirect { url })) => (
            url.clone(),
            td_string!(locale, checkout.outcome.continue_bank),
        ),
        (Standing::Waiting, Some(Continuation::Gdi { .. })) => (
            place::METHOD_CHECK.into(),
            td_string!(locale, checkout.outcome.continue_bank),
        ),
        (Standing::Waiting, None) => (
            place::outcome(result),
            td_string!(locale, checkout.outcome.refresh),
        ),
        (Standing::Open, _) => (
            place::PAY.into(),
            td_string!(locale, checkout.outcome.resume),
        ),
        (Standing::Failed | Standing::Refunded, _) => (
            format!("/{}", notice.unwrap_or_default()),
            td_string!(locale, checkout.outcome.retry),
        ),
    };
    let (kind, icon) = match standing {
        Standing::Paid => (ButtonKind::Primary, Icon::Receipt),
        Standing::Waiting => (ButtonKind::Secondary, Icon::Refresh),
        Standing::Open | Standing::Failed | Standing::Refunded => {
            (ButtonKind::Primary, Icon::ArrowRight)
        }
    };
    let again = (standing != Standing::Waiting).then(|| {
        view! {
            <LinkButton kind=ButtonKind::Quiet href=place::NOTICE>
                {td_string!(locale, checkout.to_start)}
            </LinkButton>
        }
    });
    view! {
        <LinkButton kind=kind href=address icon=icon>{words}</LinkButton>
        {copy}
        {again}
    }
}
