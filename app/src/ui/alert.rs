use leptos::prelude::*;

use super::icon::Glyph;
use super::tone::Tone;

/// Whether a screen reader is told of a message that appears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Announcement {
    /// It is part of the page and read in its turn.
    #[default]
    Silent,
    /// When the reader pauses.
    Polite,
    /// At once.
    Assertive,
}

/// A message about the whole page or section.
#[component]
pub fn Alert(
    /// What it says.
    tone: Tone,
    /// The message in one line.
    #[prop(into)]
    title: String,
    /// Whether a screen reader is told.
    #[prop(optional)]
    announcement: Announcement,
    /// What happened to the money, what to do, whom to ask.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let role = match announcement {
        Announcement::Silent => None,
        Announcement::Polite => Some("status"),
        Announcement::Assertive => Some("alert"),
    };
    view! {
        <div class=format!("alert {}", tone.class()) role=role>
            <Glyph icon=tone.icon() class="icon-24" />
            <div class="alert-body">
                <p class="alert-title">{title}</p>
                {children.map(|children| view! { <div class="alert-text">{children()}</div> })}
            </div>
        </div>
    }
}
