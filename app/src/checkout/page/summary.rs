use ::checkout::{CheckoutError, NoticeRefused, NoticeSummary};
use leptos::prelude::*;

use super::{hint, page};
use crate::checkout::corridor::Corridor;
use crate::checkout::message::TroubleMessage;
use crate::checkout::notice_form::NoticeForm;
use crate::checkout::place::{self, Trouble};
use crate::i18n::{Locale, td_string};
use crate::ui::{ActionBar, ButtonKind, Entry, KeyValueList, LinkButton, format};

/// `/dati-pagamento`: what the creditor tells of the notice, or why it cannot be paid.
#[component]
pub(in crate::checkout) fn SummaryPage() -> impl IntoView {
    page(|visit| {
        let above = hint(visit.locale);
        async move {
            let checkout = &visit.services.checkout;
            let secret = visit.journey()?;
            match checkout.verify(secret).await {
                Ok(summary) => Ok(summary_view(summary, above, visit.locale)),
                Err(CheckoutError::Notice(refused)) => {
                    let form = NoticeForm::of(&checkout.journey(secret).await?.notice);
                    Ok(refusal(&refused, &form, visit.locale))
                }
                Err(error) => Err(error),
            }
        }
    })
}

fn refusal(refused: &NoticeRefused, form: &NoticeForm, locale: Locale) -> AnyView {
    let code = place::fault_code(refused).to_owned();
    let edit = form.address();
    view! {
        <TroubleMessage trouble=Trouble::Notice(refused.category) code=Some(code)>
            <LinkButton kind=ButtonKind::Primary href=edit>
                {td_string!(locale, checkout.fault.edit)}
            </LinkButton>
            <LinkButton kind=ButtonKind::Secondary href=place::SUMMARY>
                {td_string!(locale, checkout.retry)}
            </LinkButton>
        </TroubleMessage>
    }
    .into_any()
}

fn summary_view(summary: NoticeSummary, above: Option<AnyView>, locale: Locale) -> AnyView {
    let NoticeSummary { notice, details } = summary;
    let back = NoticeForm::of(&notice).address();
    let mut entries = vec![
        Entry::total(
            td_string!(locale, checkout.summary.amount),
            &format::amount(details.amount),
        ),
        Entry::new(
            td_string!(locale, checkout.summary.company),
            company(details.company_name, details.office_name),
        ),
        Entry::new(
            td_string!(locale, checkout.summary.subject),
            details.description,
        ),
    ];
    if let Some(day) = details.due_date {
        let term = td_string!(locale, checkout.summary.due_date);
        entries.push(Entry::new(term, format::date(locale, day)));
    }
    entries.push(Entry::code(
        td_string!(locale, checkout.review.notice),
        &notice.notice_number.grouped(),
    ));
    entries.push(Entry::code(
        td_string!(locale, checkout.outcome.creditor),
        notice.creditor.as_ref(),
    ));
    view! {
        <Corridor
            title=td_string!(locale, checkout.summary.title)
            lead=td_string!(locale, checkout.summary.lead)
            above=above.into_any()
        >
            <div class="card">
                <KeyValueList entries />
                <p class="hint">{td_string!(locale, checkout.summary.updated)}</p>
            </div>
            <ActionBar>
                <LinkButton kind=ButtonKind::Primary href=place::EMAIL>
                    {td_string!(locale, checkout.summary.proceed)}
                </LinkButton>
                <LinkButton kind=ButtonKind::Quiet href=back>
                    {td_string!(locale, checkout.summary.wrong)}
                </LinkButton>
            </ActionBar>
        </Corridor>
    }
    .into_any()
}

fn company(name: String, office: Option<String>) -> String {
    match office {
        Some(office) if office != name => format!("{name}, {office}"),
        _ => name,
    }
}
