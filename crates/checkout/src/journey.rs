use domain::{Amount, EmailAddress, IdempotencyKey, NoticeKey, TransactionId};
use gec::{Fee, PaymentMethod};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{JourneyDigest, Language, ResultId, VerifiedNotice};

/// How long a journey lives after its last step.
pub const JOURNEY_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// How long a verification is believed.
pub const VERIFICATION_LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// What a citizen has told so far, kept on the server under the digest of a cookie. One journey is
/// about one notice at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// Its key.
    pub digest: JourneyDigest,
    /// The language.
    pub language: Language,
    /// The notice.
    pub notice: NoticeKey,
    /// What the creditor told of it.
    pub verification: Option<Verification>,
    /// Where the receipt goes; forgotten once sent.
    pub email: Option<EmailAddress>,
    /// The chosen payment type.
    pub method: Option<PaymentMethod>,
    /// The chosen PSP.
    pub fee: Option<Fee>,
    /// The attempt to pay that this journey has under way.
    pub attempt: Option<Attempt>,
    /// The transaction of the attempt, once its notice is activated.
    pub transaction: Option<TransactionId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it will be deleted.
    pub expires_at: Timestamp,
}

/// The creditor's answer and its age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The answer.
    pub notice: VerifiedNotice,
    /// When it came.
    pub at: Timestamp,
}

/// The names of an attempt, fixed before the node is called so that two tabs and a repeated request
/// activate once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The transaction to be.
    pub transaction: TransactionId,
    /// The result page to be.
    pub result_id: ResultId,
    /// The key of the activation.
    pub idempotency_key: IdempotencyKey,
    /// What the citizen has seen.
    pub amount: Amount,
    /// The payment type.
    pub method: PaymentMethod,
    /// When it was fixed.
    pub at: Timestamp,
}

/// A page of the journey: the place to send the browser to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Type a notice.
    Notice,
    /// Look at the notice.
    Summary,
    /// Tell the mail address.
    Email,
    /// Choose the payment type.
    Method,
    /// Choose the PSP.
    Psp,
    /// Type the card, look at the total, pay.
    Pay,
    /// Look at the result.
    Outcome(ResultId),
}

impl Journey {
    /// The verification, if it is still believed.
    #[must_use]
    pub fn fresh_verification(&self, now: Timestamp) -> Option<&Verification> {
        let is_fresh = |it: &&Verification| now < it.at + VERIFICATION_LIFETIME;
        self.verification.as_ref().filter(is_fresh)
    }

    /// The first step that is missing before the card can be typed.
    #[must_use]
    pub fn missing_step(&self) -> Option<Step> {
        if self.verification.is_none() {
            Some(Step::Summary)
        } else if self.email.is_none() {
            Some(Step::Email)
        } else if self.method.is_none() {
            Some(Step::Method)
        } else if self.fee.is_none() {
            Some(Step::Psp)
        } else {
            None
        }
    }
}
