use serde::{Deserialize, Serialize};

/// The status of a transaction: the official names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TransactionStatus {
    /// The notices are activated.
    Activated,
    /// The gateway was asked for the money: from here on it may have been taken.
    AuthorizationRequested,
    /// The gateway has told how it went.
    AuthorizationCompleted,
    /// The node is to be told.
    ClosureRequested,
    /// The node knows.
    Closed,
    /// The node refused the closure or did not answer.
    ClosureError,
    /// Not authorized; the node knows.
    Unauthorized,
    /// Canceled by the citizen; the node is to be told.
    CancellationRequested,
    /// Canceled by the citizen.
    Canceled,
    /// Canceled by the citizen; the node was not told in time.
    CancellationExpired,
    /// Too late, after the gateway had been asked.
    Expired,
    /// Too late, before the gateway was asked.
    ExpiredNotAuthorized,
    /// The result is known, the citizen is to be told.
    NotificationRequested,
    /// The citizen could not be told.
    NotificationError,
    /// The citizen knows that it was paid.
    NotifiedOk,
    /// The citizen knows that it was not paid.
    NotifiedKo,
    /// The money is to be given back.
    RefundRequested,
    /// The money was given back.
    Refunded,
    /// The money could not be given back.
    RefundError,
}

impl TransactionStatus {
    /// Every status.
    pub const ALL: [Self; 19] = [
        Self::Activated,
        Self::AuthorizationRequested,
        Self::AuthorizationCompleted,
        Self::ClosureRequested,
        Self::Closed,
        Self::ClosureError,
        Self::Unauthorized,
        Self::CancellationRequested,
        Self::Canceled,
        Self::CancellationExpired,
        Self::Expired,
        Self::ExpiredNotAuthorized,
        Self::NotificationRequested,
        Self::NotificationError,
        Self::NotifiedOk,
        Self::NotifiedKo,
        Self::RefundRequested,
        Self::Refunded,
        Self::RefundError,
    ];

    /// The official name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Activated => "ACTIVATED",
            Self::AuthorizationRequested => "AUTHORIZATION_REQUESTED",
            Self::AuthorizationCompleted => "AUTHORIZATION_COMPLETED",
            Self::ClosureRequested => "CLOSURE_REQUESTED",
            Self::Closed => "CLOSED",
            Self::ClosureError => "CLOSURE_ERROR",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::CancellationRequested => "CANCELLATION_REQUESTED",
            Self::Canceled => "CANCELED",
            Self::CancellationExpired => "CANCELLATION_EXPIRED",
            Self::Expired => "EXPIRED",
            Self::ExpiredNotAuthorized => "EXPIRED_NOT_AUTHORIZED",
            Self::NotificationRequested => "NOTIFICATION_REQUESTED",
            Self::NotificationError => "NOTIFICATION_ERROR",
            Self::NotifiedOk => "NOTIFIED_OK",
            Self::NotifiedKo => "NOTIFIED_KO",
            Self::RefundRequested => "REFUND_REQUESTED",
            Self::Refunded => "REFUNDED",
            Self::RefundError => "REFUND_ERROR",
        }
    }

    /// Reads an official name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether no event can change it any more.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(
            self,
            Self::Unauthorized
                | Self::Canceled
                | Self::CancellationExpired
                | Self::ExpiredNotAuthorized
                | Self::NotifiedOk
                | Self::Refunded
        )
    }
}
