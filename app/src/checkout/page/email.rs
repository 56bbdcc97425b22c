use ::checkout::{EmailProblem, NoticeSummary};
use leptos::prelude::*;

use super::page;
use crate::checkout::cookie::{self, TypedEmail};
use crate::checkout::corridor::Corridor;
use crate::checkout::due::Due;
use crate::checkout::email_problem::{self, CONFIRMATION, EMAIL};
use crate::checkout::notice_form::line;
use crate::checkout::{action, place};
use crate::i18n::{Locale, td_string};
use crate::ui::{
    ActionBar, ButtonKind, CheckedField, ErrorSummary, Field, FieldError, Input, LinkButton, Rule,
    SubmitButton,
};

/// `/inserisci-email`: where the receipt goes. Addresses that were typed wrong come back by a
/// cookie, never by the address of the page.
#[component]
pub(in crate::checkout) fn EmailPage() -> impl IntoView {
    page(|visit| {
        let typed = cookie::take_typed(&visit.response, visit.services.cookies);
        async move {
            let secret = visit.journey()?;
            let checkout = &visit.services.checkout;
            let summary = checkout.verify(secret).await?;
            let journey = checkout.journey(secret).await?;
            let known = journey.email.map(|email| email.as_str().to_owned());
            let form = typed.unwrap_or_else(|| {
                let email = known.unwrap_or_default();
                TypedEmail {
                    confirmation: email.clone(),
                    email,
                    problem: String::new(),
                }
            });
            Ok(email_form(&form, summary, visit.locale))
        }
    })
}

fn email_form(typed: &TypedEmail, summary: NoticeSummary, locale: Locale) -> AnyView {
    let problem = email_problem::from_word(&typed.problem);
    let malformed = td_string!(locale, checkout.email.malformed).to_owned();
    let email = field(EMAIL, &typed.email, problem, locale);
    let confirmation = field(CONFIRMATION, &typed.confirmation, problem, locale);
    let details = summary.details;
    let above = view! {
        <Due company=details.company_name subject=details.description amount=details.amount />
    };
    view! {
        <Corridor
            title=td_string!(locale, checkout.email.title)
            lead=td_string!(locale, checkout.email.lead)
            above=above.into_any()
        >
            <ErrorSummary errors=summary_lines(problem, locale) />
            <form method="post" action=action::SET_EMAIL novalidate>
                <CheckedField field=email rule=Rule::Email wrong=malformed.clone() />
                <CheckedField field=confirmation rule=Rule::Email wrong=malformed />
                <ActionBar>
                    <SubmitButton
                        kind=ButtonKind::Primary
                        label=td_string!(locale, checkout.go_on).to_owned()
                        busy_label=td_string!(locale, checkout.wait).to_owned()
                    />
                    <LinkButton kind=ButtonKind::Quiet href=place::SUMMARY>
                        {td_string!(locale, checkout.back)}
                    </LinkButton>
                </ActionBar>
            </form>
        </Corridor>
    }
    .into_any()
}

fn label(name: &str, locale: Locale) -> &'static str {
    if name == EMAIL {
        td_string!(locale, checkout.email.email)
    } else {
        td_string!(locale, checkout.email.confirm)
    }
}

fn field(name: &str, value: &str, problem: Option<EmailProblem>, locale: Locale) -> Field {
    let error = problem.map(|problem| email_problem::explain(problem, locale));
    let error = error.filter(|(wrong, _)| *wrong == name);
    Field::new(name, label(name, locale), Input::Email)
        .autocomplete("email")
        .value(value)
        .error(error.map(|(_, text)| text.to_owned()))
}

fn summary_lines(problem: Option<EmailProblem>, locale: Locale) -> Vec<FieldError> {
    let explained = problem.map(|problem| email_problem::explain(problem, locale));
    let lines = explained.map(|(name, text)| line(locale, name, label(name, locale), text));
    lines.into_iter().collect()
}
