use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::person::DemoPerson;

/// How long a code serves, in seconds; the real bridge's codes live as long.
const CODE_LIFETIME_S: i64 = 60;

/// How long an access token serves, in seconds.
pub(super) const ACCESS_TOKEN_LIFETIME_S: i64 = 900;

/// Codes and access tokens at one time, each.
const GRANTS_MAX: usize = 10_000;

/// A login that a person has agreed to.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) person: &'static DemoPerson,
    /// As at the real bridge another one at each login, so that nobody takes it for a person's key.
    pub(super) subject: String,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) nonce: String,
    pub(super) code_challenge: String,
    pub(super) granted_at: Timestamp,
}

/// The codes and access tokens that are out.
#[derive(Default)]
pub(super) struct Grants {
    codes: HashMap<String, Grant>,
    access_tokens: HashMap<String, (Grant, Timestamp)>,
}

impl Grants {
    /// Adds a code. Answers whether there was room.
    pub(super) fn add_code(&mut self, code: String, grant: Grant) -> bool {
        if self.codes.len() >= GRANTS_MAX {
            let now = grant.granted_at;
            self.codes
                .retain(|_, grant| lives(grant.granted_at, now, CODE_LIFETIME_S));
        }
        let has_room = self.codes.len() < GRANTS_MAX;
        if has_room {
            self.codes.insert(code, grant);
        }
        has_room
    }

    /// Takes a code: it serves once, whatever comes of it.
    pub(super) fn take_code(&mut self, code: &str, now: Timestamp) -> Option<Grant> {
        self.codes
            .remove(code)
            .filter(|grant| lives(grant.granted_at, now, CODE_LIFETIME_S))
    }

    /// Adds an access token.
    pub(super) fn add_access_token(&mut self, token: String, grant: Grant, now: Timestamp) {
        if self.access_tokens.len() >= GRANTS_MAX {
            self.access_tokens
                .retain(|_, (_, at)| lives(*at, now, ACCESS_TOKEN_LIFETIME_S));
        }
        if self.access_tokens.len() < GRANTS_MAX {
            self.access_tokens.insert(token, (grant, now));
        }
    }

    /// The grant of an access token that still serves.
    pub(super) fn find_access_token(&self, token: &str, now: Timestamp) -> Option<&Grant> {
        let (grant, at) = self.access_tokens.get(token)?;
        lives(*at, now, ACCESS_TOKEN_LIFETIME_S).then_some(grant)
    }
}

fn lives(since: Timestamp, now: Timestamp, seconds: i64) -> bool {
    now.duration_since(since) < SignedDuration::from_secs(seconds)
}
