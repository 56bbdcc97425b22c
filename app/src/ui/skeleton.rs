use leptos::prelude::*;

use crate::i18n::td_string;
use crate::locale::use_locale;

/// The shape of what is still being fetched.
#[component]
pub fn Skeleton(
    /// How many lines.
    lines: u8,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{td_string!(use_locale(), ui.loading)}</span>
            {(0..lines).map(|_| view! { <span class="skeleton-line"></span> }).collect_view()}
        </div>
    }
}
