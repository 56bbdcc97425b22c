use ::checkout::JourneySecret;
use leptos::prelude::*;

use super::page;
use crate::checkout::action;
use crate::checkout::corridor::Corridor;
use crate::checkout::notice_form::{CREDITOR, NUMBER, NoticeForm, asked_notice};
use crate::checkout::services::Visit;
use crate::i18n::{Locale, td_string};
use crate::ui::{
    ActionBar, ButtonKind, CheckedField, Disclosure, ErrorSummary, Field, Input, Rule, SubmitButton,
};

/// `/`: the form with the notice's two codes.
#[component]
pub(in crate::checkout) fn NoticePage() -> impl IntoView {
    page(|visit| {
        let asked = asked_notice();
        async move {
            let view = match asked {
                Some(form) => notice_form(&form, Checked::Yes, visit.locale),
                None => notice_form(&known(&visit).await, Checked::No, visit.locale),
            };
            Ok(view)
        }
    })
}

/// Whether the form has been sent before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Checked {
    Yes,
    No,
}

/// The notice that the browser was about to pay, so that the way back loses nothing.
async fn known(visit: &Visit) -> NoticeForm {
    match &visit.secret {
        Some(secret) => form_of(visit, secret).await.unwrap_or_default(),
        None => NoticeForm::default(),
    }
}

async fn form_of(visit: &Visit, secret: &JourneySecret) -> Option<NoticeForm> {
    let checkout = &visit.services.checkout;
    let journey = checkout.journey(secret).await.ok()?;
    if journey.transaction.is_some() {
        // A payment that was confirmed is over for this form.
        checkout.verify(secret).await.ok()?;
    }
    Some(NoticeForm::of(&journey.notice))
}

fn notice_form(form: &NoticeForm, checked: Checked, locale: Locale) -> AnyView {
    let is_checked = checked == Checked::Yes;
    let errors = if is_checked {
        form.problems(locale)
    } else {
        Vec::new()
    };
    let number = Field::new(
        NUMBER,
        td_string!(locale, checkout.notice.number),
        Input::Digits(18),
    )
    .hint(td_string!(locale, checkout.notice.number_hint))
    .value(&Rule::NoticeNumber.shown(&form.notice_number))
    .error(form.number_problem(locale).filter(|_| is_checked));
    let creditor = Field::new(
        CREDITOR,
        td_string!(locale, checkout.notice.creditor),
        Input::Digits(11),
    )
    .hint(td_string!(locale, checkout.notice.creditor_hint))
    .value(&form.creditor)
    .error(form.creditor_problem(locale).filter(|_| is_checked));
    view! {
        <Corridor
            title=td_string!(locale, checkout.notice.title)
            lead=td_string!(locale, checkout.notice.lead)
        >
            <ErrorSummary errors />
            <form method="post" action=action::START novalidate>
                <CheckedField
                    field=number
                    rule=Rule::NoticeNumber
                    wrong=td_string!(locale, checkout.notice.number_wrong).to_owned()
                />
                <CheckedField
                    field=creditor
                    rule=Rule::CreditorFiscalCode
                    wrong=td_string!(locale, checkout.notice.creditor_wrong).to_owned()
                />
                <Disclosure summary=td_string!(locale, checkout.notice.where_label)>
                    <p>{td_string!(locale, checkout.notice.where_text)}</p>
                </Disclosure>
                <ActionBar>
                    <SubmitButton
                        kind=ButtonKind::Primary
                        label=td_string!(locale, checkout.go_on).to_owned()
                        busy_label=td_string!(locale, checkout.wait).to_owned()
                    />
                </ActionBar>
            </form>
        </Corridor>
    }
    .into_any()
}
