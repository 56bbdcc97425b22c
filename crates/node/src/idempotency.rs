//! The same request sent twice is answered once (node sheet §4.7).

use std::time::Duration;

use domain::{FaultCode, IdempotencyKey, NoticeKey, PaymentToken, PspId};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::parameters::Parameters;
use crate::store::{Change, IdempotencyRecord, Scope, View};

/// What a request with a key carries through its work.
#[derive(Clone, Debug)]
pub(crate) struct Idempotency {
    psp: PspId,
    key: IdempotencyKey,
    primitive: &'static str,
    request_digest: [u8; 32],
    valid_to: Timestamp,
}

/// What the stored answers say to a request.
pub(crate) enum Repetition {
    /// It is new.
    No,
    /// It was answered: give the same bytes again.
    Answered(Vec<u8>),
    /// It must be refused.
    Refused(FaultCode),
}

impl Idempotency {
    /// For a request with a key, when keys are in use. `fields` is the request without password.
    pub(crate) fn of(
        primitive: &'static str,
        caller: (&PspId, Option<&IdempotencyKey>),
        fields: &impl Serialize,
        parameters: &Parameters,
        validity: (Timestamp, Duration),
    ) -> Option<Self> {
        let (psp, key) = caller;
        let key = key.filter(|_| parameters.use_idempotency)?;
        let (now, token_validity) = validity;
        let lasts = token_validity.min(Duration::from_secs(
            parameters.idempotency_validity_min.saturating_mul(60),
        ));
        // Fields are structs of strings and numbers: encoding them cannot fail.
        let encoded = serde_json::to_vec(fields).unwrap_or_default();
        Some(Self {
            psp: psp.clone(),
            key: key.clone(),
            primitive,
            request_digest: Sha256::digest(&encoded).into(),
            valid_to: now.checked_add(lasts).unwrap_or(Timestamp::MAX),
        })
    }

    pub(crate) fn scope(this: Option<&Self>, scope: Scope) -> Scope {
        Scope {
            idempotency: this.map(|this| (this.psp.clone(), this.key.clone())),
            ..scope
        }
    }

    /// Compares with what is stored under the key.
    pub(crate) fn repetition(this: Option<&Self>, view: &View, now: Timestamp) -> Repetition {
        let (Some(this), Some(stored)) = (this, &view.idempotency) else {
            return Repetition::No;
        };
        if stored.valid_to <= now {
            return Repetition::No;
        }
        if stored.request_digest != this.request_digest || stored.primitive != this.primitive {
            return Repetition::Refused(FaultCode::ErroreIdempotenza);
        }
        if stored.response.is_empty() {
            // The first request is still being worked on.
            return Repetition::Refused(FaultCode::AttivazioneInCorso);
        }
        Repetition::Answered(stored.response.clone())
    }

    /// Keeps the key for a request that is being worked on, no longer than its position is marked:
    /// if the process dies, the same request may be sent again when the mark has run out.
    pub(crate) fn reserve(this: Option<&Self>, work: (NoticeKey, Timestamp)) -> Option<Change> {
        let (notice, until) = work;
        let reserved = this.map(|this| Self {
            valid_to: this.valid_to.min(until),
            ..this.clone()
        });
        Self::store(reserved.as_ref(), &[], (Some(notice), None))
    }

    /// Stores an answer under the key.
    pub(crate) fn store(
        this: Option<&Self>,
        response: &[u8],
        about: (Option<NoticeKey>, Option<PaymentToken>),
    ) -> Option<Change> {
        let this = this?;
        let (notice, token) = about;
        Some(Change::Idempotency(Box::new(IdempotencyRecord {
            psp: this.psp.clone(),
            key: this.key.clone(),
            primitive: this.primitive,
            request_digest: this.request_digest,
            response: response.to_vec(),
            notice,
            token,
            valid_to: this.valid_to,
        })))
    }
}
