/// A level of assurance of SPID and CIE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A password.
    L1,
    /// A second factor; the portal's minimum.
    L2,
    /// A certificate or the card itself.
    L3,
}

impl Level {
    /// The `acr` value, the same for SPID and CIE.
    #[must_use]
    pub const fn acr(self) -> &'static str {
        match self {
            Self::L1 => "https://www.spid.gov.it/SpidL1",
            Self::L2 => "https://www.spid.gov.it/SpidL2",
            Self::L3 => "https://www.spid.gov.it/SpidL3",
        }
    }

    /// The level of an `acr` value, if it is one of the three.
    #[must_use]
    pub fn from_acr(acr: &str) -> Option<Self> {
        [Self::L1, Self::L2, Self::L3]
            .into_iter()
            .find(|level| level.acr() == acr)
    }
}

/// How the provider vouches for the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcrRule {
    /// The ID token must carry `acr`.
    Required,
    /// The level was agreed when the client was registered, and the ID token need not repeat it
    /// (the bridge in use today never does). An `acr` that is there is checked all the same.
    FromRegistration,
}

impl AcrRule {
    /// Whether an ID token with this `acr` reaches `minimum`. An unknown value proves nothing.
    #[must_use]
    pub fn accepts(self, acr: Option<&str>, minimum: Level) -> bool {
        match (self, acr) {
            (Self::Required, None) => false,
            (Self::FromRegistration, None) => true,
            (_, Some(acr)) => Level::from_acr(acr).is_some_and(|level| level >= minimum),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_below_the_minimum_or_unknown_is_refused() {
        for rule in [AcrRule::Required, AcrRule::FromRegistration] {
            assert!(rule.accepts(Some(Level::L2.acr()), Level::L2));
            assert!(rule.accepts(Some(Level::L3.acr()), Level::L2));
            assert!(!rule.accepts(Some(Level::L1.acr()), Level::L2));
            assert!(!rule.accepts(Some("SpidL3"), Level::L2));
            assert!(!rule.accepts(Some(""), Level::L2));
        }
        assert!(!AcrRule::Required.accepts(None, Level::L2));
        assert!(AcrRule::FromRegistration.accepts(None, Level::L2));
    }
}
