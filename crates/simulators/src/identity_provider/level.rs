/// The levels of SPID and CIE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    L1,
    L2,
    L3,
}

impl Level {
    /// Every level.
    pub(super) const ALL: [Self; 3] = [Self::L1, Self::L2, Self::L3];

    /// The `acr` value.
    pub(super) const fn acr(self) -> &'static str {
        match self {
            Self::L1 => "https://www.spid.gov.it/SpidL1",
            Self::L2 => "https://www.spid.gov.it/SpidL2",
            Self::L3 => "https://www.spid.gov.it/SpidL3",
        }
    }

    /// The digit that people know.
    pub(super) const fn number(self) -> char {
        match self {
            Self::L1 => '1',
            Self::L2 => '2',
            Self::L3 => '3',
        }
    }
}
