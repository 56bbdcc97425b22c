use std::fmt;

use domain::Random;
use jiff::{SignedDuration, Timestamp};

use crate::party::{Membership, PartyId};
use crate::person::Person;
use crate::provider::ProviderChoice;
use crate::secret_token::TokenDigest;

/// A session without a request for this long ends, in minutes.
pub const SESSION_IDLE_MIN: i64 = 15;

/// A session ends this long after the login, in hours, whatever happens in it.
pub const SESSION_ABSOLUTE_H: i64 = 8;

/// The last use of a session is written at most this often, in seconds, so that a page of many
/// requests costs one write. A session may therefore end up to this much earlier than
/// [`SESSION_IDLE_MIN`] says.
pub const SESSION_TOUCH_INTERVAL_S: i64 = 30;

/// A person's sessions at one time; a further login ends the oldest.
pub const SESSIONS_PER_PERSON_MAX: usize = 10;

/// A session's public identifier: it stays the same when the cookie changes and opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionId(String);

impl SessionId {
    pub(crate) fn draw(random: &dyn Random) -> Self {
        Self(random.hex::<16>())
    }

    /// Reads one back: 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (value.len() == 32 && value.bytes().all(is_hex)).then(|| Self(value.into()))
    }

    /// The identifier as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A session as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The public identifier; unique.
    pub id: SessionId,
    /// The digest of the cookie's present value; unique.
    pub token_digest: TokenDigest,
    /// Whose it is.
    pub person: Person,
    /// How the person logged in.
    pub provider: ProviderChoice,
    /// The issuer that attested the person.
    pub issuer: String,
    /// The party chosen, if any.
    pub party: Option<PartyId>,
    /// When the person logged in.
    pub created_at: Timestamp,
    /// When it was last used, to [`SESSION_TOUCH_INTERVAL_S`].
    pub last_seen_at: Timestamp,
}

impl SessionRow {
    /// Whether it may still be used at `now`.
    pub(crate) fn is_live(&self, now: Timestamp) -> bool {
        self.last_seen_at > Self::idle_since(now) && self.created_at > Self::oldest(now)
    }

    /// Whether its last use should be written.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.last_seen_at) >= SignedDuration::from_secs(SESSION_TOUCH_INTERVAL_S)
    }

    /// A session last used at or before this instant has ended at `now`.
    pub(crate) fn idle_since(now: Timestamp) -> Timestamp {
        now.saturating_sub(SignedDuration::from_mins(SESSION_IDLE_MIN))
            .unwrap_or(Timestamp::MIN)
    }

    /// A session that began at or before this instant has ended at `now`.
    pub(crate) fn oldest(now: Timestamp) -> Timestamp {
        now.saturating_sub(SignedDuration::from_hours(SESSION_ABSOLUTE_H))
            .unwrap_or(Timestamp::MIN)
    }

    pub(crate) fn open(self, memberships: Vec<Membership>) -> Session {
        Session {
            access: Access::of(self.party.as_ref(), memberships),
            id: self.id,
            person: self.person,
            provider: self.provider,
            created_at: self.created_at,
        }
    }
}

/// A live session, with what the person may do at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The public identifier.
    pub id: SessionId,
    /// Who is logged in.
    pub person: Person,
    /// How the person logged in.
    pub provider: ProviderChoice,
    /// When the person logged in. Sensitive actions ask for a login not older than five minutes.
    pub created_at: Timestamp,
    /// For whom the person acts.
    pub access: Access,
}

impl Session {
    /// The membership in use, if a party is chosen.
    #[must_use]
    pub const fn acting(&self) -> Option<&Membership> {
        match &self.access {
            Access::Acting { membership, .. } => Some(membership),
            Access::Undecided(_) | Access::NoRole => None,
        }
    }
}

/// For whom a person acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// For this party.
    Acting {
        /// The party and the role for it.
        membership: Membership,
        /// The parties the person may change to.
        others: Vec<Membership>,
    },
    /// The person has roles for several parties and has chosen none yet.
    Undecided(Vec<Membership>),
    /// The person has no role at all: the page that says so, with status 403.
    NoRole,
}

impl Access {
    /// A role that was taken away leaves the choice open again, even if just one is left: nobody
    /// should act for another party without noticing.
    fn of(chosen: Option<&PartyId>, mut memberships: Vec<Membership>) -> Self {
        let place = chosen.and_then(|id| memberships.iter().position(|m| m.party.id == *id));
        match place {
            Some(place) => Self::Acting {
                membership: memberships.remove(place),
                others: memberships,
            },
            None if memberships.is_empty() => Self::NoRole,
            None => Self::Undecided(memberships),
        }
    }
}
