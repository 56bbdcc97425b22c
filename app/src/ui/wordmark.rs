use leptos::prelude::*;

/// The project's name with its sign: an N whose corners are nodes.
#[component]
pub fn Wordmark() -> impl IntoView {
    view! {
        <span class="wordmark">
            <svg class="wordmark-sign" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                <rect class="wordmark-field" width="32" height="32" rx="7"></rect>
                <path
                    class="wordmark-line"
                    d="M9.5 22.5v-13l13 13v-13"
                    fill="none"
                    stroke-width="2.5"
                    stroke-linejoin="round"
                ></path>
                <g class="wordmark-node">
                    <circle cx="9.5" cy="22.5" r="3"></circle>
                    <circle cx="9.5" cy="9.5" r="3"></circle>
                    <circle cx="22.5" cy="22.5" r="3"></circle>
                    <circle cx="22.5" cy="9.5" r="3"></circle>
                </g>
            </svg>
            <span class="wordmark-name">"Nodo"</span>
        </span>
    }
}
