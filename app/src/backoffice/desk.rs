use leptos::prelude::*;

use crate::document::window_title;
use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::ui::{Breadcrumb, Crumb, OptionalText, PageHeader};

/// A page of the portal: where it is, what it shows, what can be done with it.
#[component]
pub fn Desk(
    /// The thing's name; also the window's title.
    #[prop(into)]
    title: String,
    /// What kind of thing it is.
    #[prop(optional, into)]
    kind: OptionalText,
    /// One or two sentences below the title.
    #[prop(optional, into)]
    lead: OptionalText,
    /// The pages above this one.
    #[prop(optional)]
    above: Vec<Crumb>,
    /// Badges and actions beside the title.
    #[prop(optional)]
    actions: Option<AnyView>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let OptionalText(kind) = kind;
    let OptionalText(lead) = lead;
    let locale = use_locale();
    let product = td_string!(locale, backoffice.product);
    view! {
        <leptos_meta::Title text=window_title(&title, product, locale) />
        {(!above.is_empty()).then(|| view! { <Breadcrumb above here=title.clone() /> })}
        <PageHeader title=title kind=kind lead=lead>{actions}</PageHeader>
        {children()}
    }
}
