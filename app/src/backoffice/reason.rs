/// Why a visitor stands before the login, when nothing went wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The session has ended by itself.
    SessionOver,
    /// The person has signed out.
    SignedOut,
}

impl Reason {
    const ALL: [Self; 2] = [Self::SessionOver, Self::SignedOut];

    /// The reason in an address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::SessionOver => "sessione-scaduta",
            Self::SignedOut => "uscita",
        }
    }

    /// Reads it back.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}
