use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::icon::{Glyph, Icon};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ButtonKind {
    /// The one action of the page.
    Primary,
    /// The other way out.
    Secondary,
    /// An action beside the matter.
    Quiet,
    /// An action that cannot be undone.
    Danger,
}

impl ButtonKind {
    /// The classes of a button of this kind.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// Whether a button can be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ButtonState {
    /// It can.
    #[default]
    Ready,
    /// What it started is not finished.
    Busy,
    /// It cannot, and the page says why.
    Disabled,
}

/// A button that submits the form around it.
#[component]
pub fn Button(
    /// How much it asks to be pressed.
    kind: ButtonKind,
    /// Whether it can be pressed.
    #[prop(optional)]
    state: ButtonState,
    /// Before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// A verb and its object.
    children: Children,
) -> impl IntoView {
    let is_busy = state == ButtonState::Busy;
    view! {
        <button
            type="submit"
            class=kind.class()
            disabled=state == ButtonState::Disabled
            aria-busy=is_busy.then_some("true")
            aria-disabled=is_busy.then_some("true")
        >
            {is_busy.then(|| view! { <Glyph icon=Icon::Spinner class="spinner" /> })}
            {icon.filter(|_| !is_busy).map(|icon| view! { <Glyph icon /> })}
            <span>{children()}</span>
        </button>
    }
}

/// A link that looks like a button, for the way to another page.
#[component]
pub fn LinkButton(
    /// How much it asks to be followed.
    kind: ButtonKind,
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// A verb and its object.
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {icon.map(|icon| view! { <Glyph icon /> })}
            <span>{children()}</span>
        </a>
    }
}
