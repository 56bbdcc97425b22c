use leptos::prelude::*;

/// A view of the same thing, at its own address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
}

/// The views of one thing, as links: each has an address of its own.
#[component]
pub fn Tabs(
    /// What they are views of.
    #[prop(into)]
    label: String,
    /// The views.
    tabs: Vec<Tab>,
    /// The present one, counted from zero.
    present: usize,
) -> impl IntoView {
    let links = tabs
        .into_iter()
        .enumerate()
        .map(|(index, Tab { label, href })| view! {
            <li>
                <a class="tab" href=href aria-current=(index == present).then_some("page")>{label}</a>
            </li>
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label><ul>{links}</ul></nav> }
}
