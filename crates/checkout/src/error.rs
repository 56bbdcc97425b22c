use crate::{FaultCategory, GatewayError, NodeFault, Step, StoreError};

/// Why a step of the journey was not made, by what the page has to do about it.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    /// There is no such journey, transaction or result, or it is over.
    #[error("there is no such journey")]
    NotFound,
    /// An earlier step is missing, or this one is past: send the browser there.
    #[error("another step comes first")]
    NotYet(Step),
    /// The mail address cannot be used: show the form again.
    #[error("the mail address cannot be used")]
    Email(EmailProblem),
    /// No PSP offers this payment type, or the chosen one no longer its fee: choose again.
    #[error("the choice is not offered")]
    NotOffered(Step),
    /// The page shows another payment or another total than the present one: show it again.
    #[error("the page is not up to date")]
    Changed,
    /// The card's data are not complete.
    #[error("the card's data are not complete")]
    CardMissing,
    /// The node does not let this notice be paid.
    #[error("the notice cannot be paid now")]
    Notice(#[source] NoticeRefused),
    /// The gateway could not open a session: nothing was charged, try again.
    #[error("the card gateway cannot be used now")]
    Gateway(#[source] GatewayError),
    /// Our own store failed.
    #[error("the step could not be saved")]
    Store(#[from] StoreError),
}

/// What is wrong with a mail address, and in which field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailProblem {
    /// The first field is empty.
    Missing,
    /// The first field holds no address.
    Malformed,
    /// The second field is empty.
    ConfirmationMissing,
    /// The two fields differ.
    Different,
}

/// A fault of the node, with what the citizen can do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the node refused the notice")]
pub struct NoticeRefused {
    /// What the citizen can do.
    pub category: FaultCategory,
    /// The fault.
    #[source]
    pub fault: NodeFault,
}

impl From<NodeFault> for CheckoutError {
    fn from(fault: NodeFault) -> Self {
        Self::Notice(NoticeRefused {
            category: FaultCategory::of(&fault),
            fault,
        })
    }
}
