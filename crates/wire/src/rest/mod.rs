//! The JSON messages between the node and the touch points.
//!
//! Members that the contracts do not name are tolerated. The first member that is missing or wrong
//! is told as `Invalid <member>`, which is the description that the contracts answer with.

mod check_position;
mod close_payment;
mod object;
mod send_payment_result;
mod transaction_details;

pub use check_position::{
    CheckPositionError, CheckPositionReq, CheckPositionRes, CheckedPosition, POSITIONS_MAX,
};
pub use close_payment::{ClosePaymentDetails, ClosePaymentV2Req, ClosePaymentV2Res};
pub use object::{BODY_BYTES_MAX, InvalidMember};
pub use send_payment_result::{PaymentResult, SendPaymentResultV2Req, SendPaymentResultV2Res};
pub use transaction_details::TransactionDetails;
