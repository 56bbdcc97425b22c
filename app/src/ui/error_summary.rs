use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::td_string;
use crate::locale::use_locale;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, which is also its `id`.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

/// The mistakes of a form that was sent back: takes the focus, and each line leads to its field.
/// Nothing is shown without mistakes.
#[component]
pub fn ErrorSummary(
    /// In the order of the fields.
    errors: Vec<FieldError>,
) -> impl IntoView {
    let title = td_string!(use_locale(), ui.error_summary);
    (!errors.is_empty()).then(|| {
        let lines = errors
            .into_iter()
            .map(|FieldError { field, message }| {
                view! {
                    <li><a class="link" href=format!("#{field}")>{message}</a></li>
                }
            })
            .collect_view();
        view! {
            <section
                class="alert tone-danger error-summary"
                role="alert"
                tabindex="-1"
                autofocus
                aria-labelledby="error-summary-title"
            >
                <Glyph icon=Icon::Error class="icon-24" />
                <div class="alert-body">
                    <h2 class="alert-title" id="error-summary-title">{title}</h2>
                    <ul class="error-summary-list">{lines}</ul>
                </div>
            </section>
        }
    })
}
