//! The published messages of the platform: SOAP (`nodeForPsp`, `paForNode`, `pspForNode`) and
//! JSON ([`rest`]), decoded with every facet of the official schemas checked, and encoded.
//!
//! One file per primitive; its code reads like the schema's `xs:sequence`. Nothing here knows the
//! rules of the node: `edge` and `outbound` convert between messages and component types.

mod activate_payment_notice_v2;
mod content;
mod cursor;
mod expiration_time;
mod fault_bean;
mod malformed;
mod message;
mod npg_operation;
mod pa_get_payment_v2;
mod pa_send_rt_v2;
mod pa_verify_payment_notice;
mod party;
mod password;
mod primitive;
mod psp_notify_payment_v2;
pub mod rest;
mod send_payment_outcome_v2;
pub mod soap;
mod subject;
mod transfer;
mod verify_payment_notice;
mod writer;

pub use activate_payment_notice_v2::{
    ActivatePaymentNoticeV2Data, ActivatePaymentNoticeV2Req, ActivatePaymentNoticeV2Res,
    PaymentMethodFee, TouchPointFee,
};
pub use content::Base64Binary;
pub use expiration_time::ExpirationTime;
pub use fault_bean::{FaultBean, NODE_FAULT_ID};
pub use malformed::{Malformed, MalformedReason};
pub use message::{Message, Request, Response};
pub use npg_operation::NpgOperation;
pub use pa_get_payment_v2::{
    PaGetPaymentV2Data, PaGetPaymentV2Req, PaGetPaymentV2Res, TransferType,
};
pub use pa_send_rt_v2::{PaSendRtV2Req, PaSendRtV2Res, ReceiptV2};
pub use pa_verify_payment_notice::{
    PaPaymentOptionDescription, PaVerifyPaymentNoticeData, PaVerifyPaymentNoticeReq,
    PaVerifyPaymentNoticeRes,
};
pub use party::{PaRecipient, PspCaller};
pub use password::Password;
pub use primitive::{Interface, Primitive, fault_reply};
pub use psp_notify_payment_v2::{
    NotifiedPayment, PAYMENTS_MAX, PspNotifyPaymentV2Req, PspNotifyPaymentV2Res,
};
pub use send_payment_outcome_v2::{
    MarcaDaBollo, OutcomeDetails, PAYMENT_TOKENS_MAX, PaymentChannel, PaymentMethod, STAMPS_MAX,
    SendPaymentOutcomeV2Req, SendPaymentOutcomeV2Res,
};
pub use subject::{METADATA_ENTRIES_MAX, StampType};
pub use transfer::{
    ActivatedTransfer, NotifiedTransfer, ReceiptDestination, ReceiptTransfer, TRANSFERS_MAX,
};
pub use verify_payment_notice::{
    AmountOption, PAYMENT_OPTIONS_MAX, PaymentOptionDescription, VerifyPaymentNoticeData,
    VerifyPaymentNoticeReq, VerifyPaymentNoticeRes,
};
