use serde::{Deserialize, Serialize};

/// Where the citizen pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TouchPoint {
    /// The app IO.
    Io,
    /// Checkout, with a notice.
    Checkout,
    /// Checkout, with a creditor's cart.
    CheckoutCart,
    /// Checkout, with a cart of the old model.
    Wisp,
    /// A PSP's own channels.
    Psp,
    /// All of them; only bundles say so.
    Any,
}

impl TouchPoint {
    /// Every touch point.
    pub const ALL: [Self; 6] = [
        Self::Io,
        Self::Checkout,
        Self::CheckoutCart,
        Self::Wisp,
        Self::Psp,
        Self::Any,
    ];

    /// The official name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Io => "IO",
            Self::Checkout => "CHECKOUT",
            Self::CheckoutCart => "CHECKOUT_CART",
            Self::Wisp => "WISP",
            Self::Psp => "PSP",
            Self::Any => "ANY",
        }
    }

    /// Reads an official name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|touch_point| touch_point.as_str().eq_ignore_ascii_case(name))
    }
}
