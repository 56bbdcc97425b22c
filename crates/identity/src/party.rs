use std::fmt;

use domain::{CreditorFiscalCode, Invalid, Reason};

/// The identifier of a party in the registry, 1 to 36 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(String);

impl PartyId {
    /// Accepts 1 to 36 letters, digits, `-` and `_`.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        match value.len() {
            0 => Err(Invalid::new("partyId", Reason::TooShort(1))),
            37.. => Err(Invalid::new("partyId", Reason::TooLong(36))),
            _ if value.bytes().all(is_allowed) => Ok(Self(value.into())),
            _ => Err(Invalid::new("partyId", Reason::Malformed)),
        }
    }

    /// The identifier as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a party is on the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartyKind {
    /// A creditor institution (CI).
    CreditorInstitution,
    /// A payment service provider (PSP).
    Psp,
    /// A technology partner that connects others (PT).
    TechnologyPartner,
    /// The operator of the platform, who sees every party.
    PlatformOperator,
}

impl PartyKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::CreditorInstitution,
        Self::Psp,
        Self::TechnologyPartner,
        Self::PlatformOperator,
    ];

    /// The stable code, as stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CreditorInstitution => "CI",
            Self::Psp => "PSP",
            Self::TechnologyPartner => "PT",
            Self::PlatformOperator => "OPERATOR",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An institution or company that works on the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its identifier.
    pub id: PartyId,
    /// What it is.
    pub kind: PartyKind,
    /// Its name, for people.
    pub name: String,
    /// Its fiscal code, which decides whose data it may see.
    pub fiscal_code: CreditorFiscalCode,
}

/// What a person may do for a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything the party may do (`admin`, `admin-psp`).
    Administrator,
    /// The technical pages without accounts, bundles and contracts (`operator`, `operator-psp`).
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 2] = [Self::Administrator, Self::Operator];

    /// The stable code, as stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "ADMIN",
            Self::Operator => "OPERATOR",
        }
    }

    /// The role with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A person's role for one party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The party.
    pub party: Party,
    /// The role.
    pub role: Role,
}

impl Membership {
    /// Whether it lifts the limit to one's own party.
    #[must_use]
    pub fn is_platform_operator(&self) -> bool {
        self.party.kind == PartyKind::PlatformOperator
    }

    /// The product role under which the portal knows it.
    #[must_use]
    pub fn product_role(&self) -> &'static str {
        match (self.party.kind, self.role) {
            (PartyKind::PlatformOperator, _) => "pagopa-operator",
            (PartyKind::Psp, Role::Administrator) => "admin-psp",
            (PartyKind::Psp, Role::Operator) => "operator-psp",
            (
                PartyKind::CreditorInstitution | PartyKind::TechnologyPartner,
                Role::Administrator,
            ) => "admin",
            (PartyKind::CreditorInstitution | PartyKind::TechnologyPartner, Role::Operator) => {
                "operator"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for kind in PartyKind::ALL {
            assert_eq!(PartyKind::from_code(kind.code()), Some(kind));
        }
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        assert_eq!(PartyKind::from_code("ci"), None);
        assert_eq!(Role::from_code(""), None);
    }

    #[test]
    fn a_party_s_identifier_is_short_and_plain() {
        assert!(PartyId::parse("demo-ec_1").is_ok());
        for bad in ["", "a b", "è", &"a".repeat(37)] {
            assert!(PartyId::parse(bad).is_err(), "{bad}");
        }
    }
}
