use leptos::prelude::*;

use super::format;

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// This many of a known total.
    Of {
        /// Finished.
        done: u64,
        /// Altogether.
        total: u64,
    },
    /// Nobody knows.
    Unknown,
}

/// How far something has come, as a bar with words.
#[component]
pub fn Progress(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// What is being done.
    #[prop(into)]
    label: String,
    /// How far.
    done: Done,
) -> impl IntoView {
    let (value, max, words) = match done {
        Done::Of { done, total } => (
            Some(done.to_string()),
            Some(total.max(1).to_string()),
            Some(format!(
                "{} / {}",
                format::count(done),
                format::count(total)
            )),
        ),
        Done::Unknown => (None, None, None),
    };
    view! {
        <div class="progress">
            <div class="progress-words">
                <label for=id.clone()>{label}</label>
                {words.map(|words| view! { <span class="progress-count">{words}</span> })}
            </div>
            <progress class="progress-bar" id=id value=value max=max></progress>
        </div>
    }
}
