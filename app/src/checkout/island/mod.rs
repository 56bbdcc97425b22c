//! What behaves in the browser: the gateway's card fields, the frame of the 3DS method, the
//! question before leaving, the look-out for the result. Every page works without them.

mod card_fields;
#[cfg(feature = "hydrate")]
mod gateway_script;
mod leave_link;
mod method_check;
mod outcome_watch;
mod print_button;

pub use card_fields::{CardEntryForm, CardFields, CardTexts, Frame};
pub use leave_link::{LeaveLink, LeaveTexts};
pub use method_check::MethodCheck;
pub use outcome_watch::OutcomeWatch;
pub use print_button::PrintButton;
