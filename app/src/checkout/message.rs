use leptos::prelude::*;

use super::fault_text::{TroubleText, trouble_spot, trouble_text};
use super::place::Trouble;
use crate::document::window_title;
use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::ui::{CopyButton, CopySource, Spot, SpotDrawing};

/// A page with one message: what happened, what of the money, what to do.
#[component]
pub(super) fn Message(
    /// The drawing.
    spot: Spot,
    /// What happened.
    #[prop(into)]
    title: String,
    /// The rest.
    #[prop(into)]
    text: String,
    /// Codes and the ways on.
    children: Children,
) -> impl IntoView {
    let locale = use_locale();
    let product = td_string!(locale, checkout.product);
    view! {
        <leptos_meta::Title text=window_title(&title, product, locale) />
        <div class="corridor outcome">
            <SpotDrawing spot />
            <h1 class="outcome-title">{title}</h1>
            <p class="outcome-text">{text}</p>
            {children()}
        </div>
    }
}

/// Why the citizen cannot go on, with the code that helps whoever is asked.
#[component]
pub(super) fn TroubleMessage(
    /// What it is about.
    trouble: Trouble,
    /// The fault's code or the journey's reference.
    code: Option<String>,
    /// The ways on.
    children: Children,
) -> impl IntoView {
    let locale = use_locale();
    let TroubleText { title, text } = trouble_text(trouble, locale);
    view! {
        <Message spot=trouble_spot(trouble) title=title text=text>
            {code.map(|code| view! {
                <Reference label=td_string!(locale, checkout.fault.code) code />
            })}
            <div class="message-actions">{children()}</div>
        </Message>
    }
}

/// A code to be quoted, with a button that copies it.
#[component]
pub(super) fn Reference(
    /// What it is.
    #[prop(into)]
    label: String,
    /// The code.
    code: String,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <p class="reference">
            <span class="reference-label">{label}</span>
            <span class="code">{code.clone()}</span>
            <CopyButton
                source=CopySource::Text(code)
                label=td_string!(locale, checkout.fault.copy).to_owned()
                done_label=td_string!(locale, checkout.copied).to_owned()
            />
        </p>
    }
}
