use identity::ProviderChoice;
use leptos::prelude::*;

/// The button of a digital identity: the words are the mark's own and never translated.
#[component]
pub(super) fn IdentityButton(
    /// SPID or CIE.
    choice: ProviderChoice,
) -> impl IntoView {
    let (words, mark) = match choice {
        ProviderChoice::Spid => ("Entra con SPID", spid_mark().into_any()),
        ProviderChoice::Cie => ("Entra con CIE", cie_mark().into_any()),
    };
    view! {
        <button type="submit" name="provider" value=choice.code() class="identity-button" lang="it">
            <span class="identity-mark">{mark}</span>
            <span class="identity-words">{words}</span>
        </button>
    }
}

/// A person in a circle.
fn spid_mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <circle class="identity-field" cx="16" cy="16" r="14"></circle>
            <circle class="identity-figure" cx="16" cy="11.500" r="4.250"></circle>
            <path class="identity-figure" d="M7.500 24.500a8.500 8.500 0 0 1 17 0z"></path>
        </svg>
    }
}

/// A card with a portrait and a chip that speaks.
fn cie_mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect class="identity-field" x="2" y="7" width="28" height="19" rx="3"></rect>
            <circle class="identity-figure" cx="9.500" cy="14" r="2.500"></circle>
            <path class="identity-figure" d="M5 21.500a4.500 4.500 0 0 1 9 0z"></path>
            <path
                class="identity-line"
                d="M18 13.500h1.500M18 19.500h6M22 11.500a3 3 0 0 1 0 4M24.500 10a5.500 5.500 0 0 1 0 7"
            ></path>
        </svg>
    }
}
