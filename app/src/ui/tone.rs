use serde::{Deserialize, Serialize};

use super::icon::Icon;

/// What a message, a badge or an outcome says: never by colour alone, each has its own shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Nothing to do, nothing to fear.
    Neutral,
    /// Good to know.
    Info,
    /// It worked.
    Success,
    /// Look here before going on.
    Warning,
    /// It failed.
    Danger,
}

impl Tone {
    /// The class that carries the tone's colours.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Success => "tone-success",
            Self::Warning => "tone-warning",
            Self::Danger => "tone-danger",
        }
    }

    /// The tone's shape.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::Neutral => Icon::CircleDashed,
            Self::Info => Icon::Info,
            Self::Success => Icon::CircleCheck,
            Self::Warning => Icon::Warning,
            Self::Danger => Icon::Error,
        }
    }
}
