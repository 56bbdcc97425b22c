use leptos::prelude::*;

use crate::i18n::td_string;
use crate::locale::use_locale;

/// A step of the way from the start to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// The page's name.
    pub label: String,
    /// Where it is.
    pub href: String,
}

/// The way from the start to the page.
#[component]
pub fn Breadcrumb(
    /// The pages above this one, the start first.
    above: Vec<Crumb>,
    /// This page.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let steps = above
        .into_iter()
        .map(|Crumb { label, href }| view! { <li><a class="link" href=href>{label}</a></li> })
        .collect_view();
    view! {
        <nav class="breadcrumb" aria-label=td_string!(use_locale(), ui.breadcrumb)>
            <ol>{steps} <li aria-current="page">{here}</li></ol>
        </nav>
    }
}
