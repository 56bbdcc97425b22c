use ::checkout::PaymentReview;
use leptos::prelude::*;

use super::{hint, page};
use crate::checkout::corridor::Corridor;
use crate::checkout::island::{CardEntryForm, CardFields, CardTexts, Frame, LeaveLink, LeaveTexts};
use crate::checkout::method_name::method_name;
use crate::checkout::services::Visit;
use crate::checkout::{action, place};
use crate::i18n::{Locale, td_string};
use crate::ui::{
    ActionBar, Alert, ButtonKind, Countdown, Entry, Glyph, Icon, KeyValueList, Tone, format,
};

/// `id` of the form that confirms.
const FORM: &str = "pay";
/// `id` of the button that sends it.
const BUTTON: &str = "pay-button";
/// `id` of the hidden field that tells where the card was typed.
const ENTRY: &str = "pay-entry";

/// `/riepilogo-pagamento`: everything the citizen agrees to, the card, and the button that pays.
#[component]
pub(in crate::checkout) fn ReviewPage() -> impl IntoView {
    page(|visit| {
        let hint = hint(visit.locale);
        async move {
            let checkout = &visit.services.checkout;
            let review = checkout.review(visit.journey()?).await?;
            Ok(review_view(&review, hint, &visit))
        }
    })
}

fn review_view(review: &PaymentReview, hint: Option<AnyView>, visit: &Visit) -> AnyView {
    let locale = visit.locale;
    let total = format::amount(review.total);
    let pay = td_string!(locale, checkout.review.pay, total = total);
    let above = view! { {hint} {changed_amount(review, locale)} };
    let entries = entries(review, locale);
    let time_left = time_left(review, visit);
    let card = card(review, visit);
    let transaction = review.transaction.to_string();
    let cents = review.total.cents().to_string();
    view! {
        <Corridor title=td_string!(locale, checkout.review.title) above=above.into_any()>
            <div class="card review">
                <KeyValueList entries />
            </div>
            {time_left}
            <form id=FORM method="post" action=action::CONFIRM>
                <input type="hidden" name="transaction" value=transaction.clone() />
                <input type="hidden" name="total" value=cents />
                <input type="hidden" name="entry" id=ENTRY value="page" />
            </form>
            {card}
            <ActionBar>
                <button type="submit" id=BUTTON form=FORM class=ButtonKind::Primary.class()>
                    <Glyph icon=Icon::Lock />
                    <span>{pay}</span>
                </button>
                <LeaveLink
                    page=place::LEAVE.to_owned()
                    action=action::CANCEL.to_owned()
                    transaction=transaction
                    texts=leave_texts(locale)
                />
            </ActionBar>
        </Corridor>
    }
    .into_any()
}

fn entries(review: &PaymentReview, locale: Locale) -> Vec<Entry> {
    let mut entries = Vec::new();
    for payment in &review.payments {
        entries.push(Entry::new(
            td_string!(locale, checkout.review.company),
            payment.company_name.clone(),
        ));
        entries.push(Entry::new(
            td_string!(locale, checkout.review.subject),
            payment.description.clone(),
        ));
        entries.push(Entry::code(
            td_string!(locale, checkout.review.notice),
            &payment.notice.notice_number.grouped(),
        ));
        entries.push(Entry::new(
            td_string!(locale, checkout.review.amount),
            view! { <span class="money">{format::amount(payment.amount)}</span> },
        ));
    }
    let psp = review.fee.psp_name.clone();
    let fee = td_string!(locale, checkout.review.fee, psp = psp);
    let change_psp = td_string!(locale, checkout.review.change_psp);
    entries.push(Entry::new(
        &fee,
        changeable(format::amount(review.fee.fee), place::PSP, change_psp),
    ));
    entries.push(Entry::total(
        td_string!(locale, checkout.review.total),
        &format::amount(review.total),
    ));
    let change_method = td_string!(locale, checkout.review.change_method);
    entries.push(Entry::new(
        td_string!(locale, checkout.review.method),
        changeable(
            method_name(&review.method, locale),
            place::METHOD,
            change_method,
        ),
    ));
    if let Some(email) = &review.email {
        let change_email = td_string!(locale, checkout.review.change_email);
        let address = email.as_str().to_owned();
        entries.push(Entry::new(
            td_string!(locale, checkout.review.email),
            changeable(address, place::EMAIL, change_email),
        ));
    }
    entries
}

/// A fact with the way to change it.
fn changeable(value: String, page: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <span class="changeable">
            <span class="changeable-value">{value}</span>
            <a class="link" href=page>{words}</a>
        </span>
    }
}

fn changed_amount(review: &PaymentReview, locale: Locale) -> Option<AnyView> {
    let before = format::amount(review.amount_seen?);
    let now = format::amount(review.amount);
    let title = td_string!(locale, checkout.review.amount_changed);
    let text = td_string!(
        locale,
        checkout.review.amount_changed_text,
        before = before,
        now = now
    );
    let view = view! { <Alert tone=Tone::Warning title=title><p>{text}</p></Alert> };
    Some(view.into_any())
}

fn time_left(review: &PaymentReview, visit: &Visit) -> impl IntoView + use<> {
    let locale = visit.locale;
    let left = review.expires_at.duration_since(visit.services.clock.now());
    let remaining_s = u32::try_from(left.as_secs()).unwrap_or(0);
    let at = domain::local_datetime(review.expires_at).time();
    let time = format::time(at);
    view! {
        <Countdown
            remaining_s
            label=td_string!(locale, checkout.review.time).to_owned()
            deadline=td_string!(locale, checkout.review.until, time = time)
            over=td_string!(locale, checkout.review.time_over).to_owned()
        />
    }
}

/// The card: hosted fields where script runs, and the words that lead to the gateway's own page.
fn card(review: &PaymentReview, visit: &Visit) -> impl IntoView + use<> {
    let locale = visit.locale;
    let elsewhere = td_string!(locale, checkout.review.card_elsewhere);
    let script = visit.services.gateway_script.as_ref();
    let frames = frames(review, locale);
    let fields = script.filter(|_| !frames.is_empty()).map(|script| {
        view! {
            <CardFields card=CardEntryForm {
                script: script.as_str().into(),
                frames,
                form: FORM.into(),
                button: BUTTON.into(),
                entry: ENTRY.into(),
                hosted: action::confirm::HOSTED_FIELDS.into(),
                texts: card_texts(locale),
            } />
        }
    });
    view! {
        <section class="card-entry" aria-labelledby="card-title">
            <h2 class="section-title" id="card-title">
                {td_string!(locale, checkout.review.card_title)}
            </h2>
            {match fields {
                Some(fields) => fields.into_any(),
                None => view! { <p class="hint">{elsewhere}</p> }.into_any(),
            }}
        </section>
    }
}

/// The gateway's four fields in the order in which a card is read; none if one is missing.
fn frames(review: &PaymentReview, locale: Locale) -> Vec<Frame> {
    let wanted = [
        ("CARD_NUMBER", td_string!(locale, checkout.card.number)),
        ("EXPIRATION_DATE", td_string!(locale, checkout.card.expiry)),
        ("SECURITY_CODE", td_string!(locale, checkout.card.code)),
        ("CARDHOLDER_NAME", td_string!(locale, checkout.card.holder)),
    ];
    let frame = |(id, title): (&str, &str)| {
        let field = review.fields.iter().find(|field| field.id == id)?;
        Some(Frame {
            id: field.id.clone(),
            src: field.src.clone(),
            title: title.into(),
        })
    };
    let frames: Option<Vec<Frame>> = wanted.into_iter().map(frame).collect();
    frames.unwrap_or_default()
}

fn leave_texts(locale: Locale) -> LeaveTexts {
    LeaveTexts {
        open: td_string!(locale, checkout.leave.open).into(),
        question: td_string!(locale, checkout.leave.title).into(),
        consequence: td_string!(locale, checkout.leave.text).into(),
        stay: td_string!(locale, checkout.leave.stay).into(),
        leave: td_string!(locale, checkout.leave.go).into(),
    }
}

fn card_texts(locale: Locale) -> CardTexts {
    let code = |code: &str, text: &str| (code.to_owned(), text.to_owned());
    CardTexts {
        lead: td_string!(locale, checkout.review.card_lead).into(),
        elsewhere: td_string!(locale, checkout.review.card_elsewhere).into(),
        loading: td_string!(locale, checkout.card.loading).into(),
        unavailable: td_string!(locale, checkout.card.unavailable).into(),
        wait: td_string!(locale, checkout.wait).into(),
        wrong: td_string!(locale, checkout.card.wrong).into(),
        by_code: vec![
            code("HF0001", td_string!(locale, checkout.card.hf0001)),
            code("HF0002", td_string!(locale, checkout.card.hf0002)),
            code("HF0003", td_string!(locale, checkout.card.hf0003)),
            code("HF0004", td_string!(locale, checkout.card.hf0004)),
            code("HF0005", td_string!(locale, checkout.card.hf0005)),
            code("HF0006", td_string!(locale, checkout.card.hf0006)),
            code("HF0007", td_string!(locale, checkout.card.hf0007)),
        ],
    }
}
