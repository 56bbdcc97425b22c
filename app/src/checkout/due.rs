use domain::Amount;
use leptos::prelude::*;

use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::ui::format;

/// What is being paid, to whom, and how much: above every question from the moment it is known.
#[component]
pub(super) fn Due(
    /// The creditor's name.
    company: String,
    /// What is paid.
    subject: String,
    /// What is due, without fee.
    amount: Amount,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <section class="due" aria-label=td_string!(locale, checkout.due)>
            <p class="due-words">
                <span class="due-company">{company}</span>
                <span class="due-subject">{subject}</span>
            </p>
            <p class="due-amount">{format::amount(amount)}</p>
        </section>
    }
}
