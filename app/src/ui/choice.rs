use super::icon::Icon;

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// The answer.
    pub title: String,
    /// A line below it.
    pub detail: Option<String>,
    /// A word at the other end, such as a fee.
    pub aside: Option<String>,
    /// A picture before it.
    pub icon: Option<Icon>,
    /// Whether it can be chosen.
    pub availability: Availability,
}

/// Whether an answer can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    #[default]
    Available,
    /// It cannot, for this reason.
    Unavailable(String),
}

/// Whether a box is ticked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// It is.
    On,
    /// It is not.
    #[default]
    Off,
}

impl Choice {
    /// An answer without detail.
    #[must_use]
    pub fn new(value: &str, title: &str) -> Self {
        Self {
            value: value.into(),
            title: title.into(),
            detail: None,
            aside: None,
            icon: None,
            availability: Availability::Available,
        }
    }

    /// With a line below it.
    #[must_use]
    pub fn detail(mut self, detail: &str) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With a word at the other end.
    #[must_use]
    pub fn aside(mut self, aside: &str) -> Self {
        self.aside = Some(aside.into());
        self
    }

    /// With a picture before it.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Not to be chosen, for this reason.
    #[must_use]
    pub fn unavailable(mut self, reason: &str) -> Self {
        self.availability = Availability::Unavailable(reason.into());
        self
    }
}
