use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use identity::ProviderChoice;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

use crate::backoffice::address;
use crate::backoffice::identity_button::IdentityButton;
use crate::backoffice::login_problem::LoginProblem;
use crate::backoffice::reason::Reason;
use crate::backoffice::visit::{Visit, page};
use crate::delivery::Delivery;
use crate::document::window_title;
use crate::i18n::{Locale, td_string};
use crate::ui::{Alert, Announcement, Disclosure, Tone};

/// `/backoffice/accesso`: the two ways in.
#[component]
pub(in crate::backoffice) fn LoginPage() -> impl IntoView {
    page(|visit| {
        admit_providers(&visit);
        let asked = address::return_page(visit.parameter(address::RETURN).as_deref());
        if visit.session().is_some() {
            address::go(&visit.response, &asked);
        }
        let above = message(&visit);
        let view = login_view(asked, above, visit.locale);
        async move { Ok(view) }
    })
}

/// A form may lead to the providers from this page only.
fn admit_providers(visit: &Visit) {
    let (Some(delivery), Some(nonce)) = (use_context::<Delivery>(), use_nonce()) else {
        return;
    };
    let policy = delivery
        .policy
        .with_forms_to(&visit.services.identity_providers);
    if let Ok(policy) = HeaderValue::from_str(&policy.header(&nonce)) {
        visit
            .response
            .insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

/// What has brought the visitor here, if it is worth telling.
fn message(visit: &Visit) -> Option<AnyView> {
    let locale = visit.locale;
    let problem = visit
        .parameter(address::PROBLEM)
        .and_then(|code| LoginProblem::from_code(&code));
    if let Some(problem) = problem {
        let (title, text) = problem.words(locale);
        let tone = match problem.advice {
            identity::Advice::BackToLogin => Tone::Info,
            _ => Tone::Warning,
        };
        let view = view! {
            <Alert tone title=title announcement=Announcement::Assertive>
                <p>{text}</p>
                <p class="hint">
                    {td_string!(locale, backoffice.reference)} " "
                    <span class="code">{problem.code}</span>
                </p>
            </Alert>
        };
        return Some(view.into_any());
    }
    let reason = Reason::from_word(&visit.parameter(address::REASON)?)?;
    let (tone, title, text) = match reason {
        Reason::SessionOver => (
            Tone::Info,
            td_string!(locale, backoffice.login.session_over),
            td_string!(locale, backoffice.login.session_over_text),
        ),
        Reason::SignedOut => (
            Tone::Success,
            td_string!(locale, backoffice.login.signed_out),
            td_string!(locale, backoffice.login.signed_out_text),
        ),
    };
    let view = view! {
        <Alert tone title=title announcement=Announcement::Polite><p>{text}</p></Alert>
    };
    Some(view.into_any())
}

fn login_view(return_to: String, above: Option<AnyView>, locale: Locale) -> AnyView {
    let title = td_string!(locale, backoffice.login.title);
    let product = td_string!(locale, backoffice.product);
    let buttons = ProviderChoice::ALL
        .map(|choice| view! { <li><IdentityButton choice /></li> })
        .collect_view();
    view! {
        <leptos_meta::Title text=window_title(title, product, locale) />
        <div class="gate">
            {above}
            <div class="card">
                <h1 class="gate-title">{title}</h1>
                <p class="gate-lead">{td_string!(locale, backoffice.login.lead)}</p>
                <form method="post" action=address::LOGIN_ACTION>
                    <input type="hidden" name="return_to" value=return_to />
                    <ul class="identity-buttons">{buttons}</ul>
                </form>
                <p class="hint">{td_string!(locale, backoffice.login.level_needed)}</p>
            </div>
            <div class="gate-more">
                <Disclosure summary=td_string!(locale, backoffice.login.who)>
                    <p>{td_string!(locale, backoffice.login.who_text)}</p>
                </Disclosure>
                <Disclosure summary=td_string!(locale, backoffice.login.what)>
                    <p>{td_string!(locale, backoffice.login.what_text)}</p>
                </Disclosure>
                <Disclosure summary=td_string!(locale, backoffice.login.none)>
                    <p>
                        {td_string!(locale, backoffice.login.none_text)} " "
                        <a class="link" href="https://www.spid.gov.it/richiedi-spid">"spid.gov.it"</a>
                        " · "
                        <a class="link" href="https://www.cartaidentita.interno.gov.it">
                            "cartaidentita.interno.gov.it"
                        </a>
                    </p>
                </Disclosure>
            </div>
        </div>
    }
    .into_any()
}
