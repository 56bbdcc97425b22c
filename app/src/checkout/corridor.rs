use leptos::prelude::*;

use crate::document::window_title;
use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::ui::{OptionalText, PageHeader};

/// A page of Checkout: a title that asks the question, and what answers it.
#[component]
pub fn Corridor(
    /// The question; also the window's title.
    #[prop(into)]
    title: String,
    /// One or two sentences below it.
    #[prop(optional, into)]
    lead: OptionalText,
    /// Steps or alerts above the title.
    #[prop(optional)]
    above: Option<AnyView>,
    /// The form.
    children: Children,
) -> impl IntoView {
    let OptionalText(lead) = lead;
    let locale = use_locale();
    let product = td_string!(locale, checkout.product);
    view! {
        <leptos_meta::Title text=window_title(&title, product, locale) />
        <div class="corridor">
            {above}
            <PageHeader title=title lead=lead />
            {children()}
        </div>
    }
}
