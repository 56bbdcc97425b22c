use leptos::prelude::*;

/// A fact: its name and its value.
pub struct Entry {
    term: String,
    value: AnyView,
}

impl Entry {
    /// A value of any shape.
    pub fn new(term: &str, value: impl IntoView + 'static) -> Self {
        Self {
            term: term.into(),
            value: value.into_any(),
        }
    }

    /// A code, in the face for codes.
    #[must_use]
    pub fn code(term: &str, code: &str) -> Self {
        let code = code.to_owned();
        Self::new(term, view! { <span class="code">{code}</span> })
    }

    /// An amount of money that matters most in its list.
    #[must_use]
    pub fn total(term: &str, amount: &str) -> Self {
        let amount = amount.to_owned();
        Self::new(term, view! { <strong class="total">{amount}</strong> })
    }
}

/// The facts of one thing, name beside value (above it on phones).
#[component]
pub fn KeyValueList(
    /// The facts.
    entries: Vec<Entry>,
) -> impl IntoView {
    let entries = entries
        .into_iter()
        .map(|Entry { term, value }| {
            view! {
                <div class="facts-row">
                    <dt>{term}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="facts">{entries}</dl> }
}
