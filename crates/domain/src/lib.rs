//! Value types of the platform.
//!
//! Every type here accepts exactly what the official schemas accept, so that nothing valid on the
//! wire is refused and nothing invalid gets past the edge. Check digits, aux-digit rules and IBAN
//! checks are predicates on the values: hints in forms and rules in portal registration.
//! The crate does no I/O and compiles to wasm, so browser and server validate alike.

mod amount;
mod clock;
mod email_address;
mod error_chain;
mod fault;
mod fiscal_code;
mod iban;
mod identifier;
mod invalid;
mod iuv;
mod mask;
mod masked_message;
mod notice_number;
mod outbox;
mod payment;
mod payment_token;
mod qr_code;
mod random;
mod text;

pub use amount::Amount;
pub use clock::{Clock, ROME, local_date, local_datetime};
pub use email_address::EmailAddress;
pub use error_chain::ErrorChain;
pub use fault::{FaultCode, FaultOrigin};
pub use fiscal_code::{CreditorFiscalCode, FiscalCode};
pub use iban::Iban;
pub use identifier::{
    BundleId, ChannelId, CreditorBrokerId, IdempotencyKey, PspBrokerId, PspId, SessionId,
    StationId, TransactionId,
};
pub use invalid::{Invalid, Reason};
pub use iuv::Iuv;
pub use mask::{mask, mask_email};
pub use masked_message::MaskedMessage;
pub use notice_number::{AuxDigit, NoticeNumber};
pub use outbox::{Delivery, OutboxKind, OutboxMessage};
pub use payment::{
    Metadata, MetadataEntry, NoticeKey, Outcome, StampRequest, Subject, SubjectKind, Transfer,
    TransferDestination,
};
pub use payment_token::PaymentToken;
pub use qr_code::QrCode;
pub use random::Random;
pub use text::Text;

#[cfg(feature = "system")]
pub use clock::SystemClock;
#[cfg(feature = "system")]
pub use random::SystemRandom;
