//! The state machine of a payment position: one per creditor and notice number (node sheet §4.1).

use domain::NoticeKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::payment::Payment;

/// The status of a position. A position without status has never been activated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PositionStatus {
    /// A payment is under way.
    Paying,
    /// Payable again after a payment that failed or expired.
    Inserted,
    /// Paid; not every recipient has acknowledged its receipt.
    Paid,
    /// Paid, and every recipient has its receipt.
    Notified,
}

/// What happens to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionEvent {
    /// The creditor has accepted an activation.
    Activated,
    /// The payment under way has ended without money.
    Released,
    /// A PSP has reported the money.
    Paid,
    /// Every recipient has acknowledged its receipt.
    Notified,
}

impl PositionStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Paying, Self::Inserted, Self::Paid, Self::Notified];

    /// The official name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paying => "PAYING",
            Self::Inserted => "INSERTED",
            Self::Paid => "PAID",
            Self::Notified => "NOTIFIED",
        }
    }

    /// Reads the official name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// The status after an event, or `None` when the event is not possible now.
    #[must_use]
    pub const fn next(current: Option<Self>, event: PositionEvent) -> Option<Self> {
        match (current, event) {
            (None | Some(Self::Inserted), PositionEvent::Activated) => Some(Self::Paying),
            (Some(Self::Paying), PositionEvent::Released) => Some(Self::Inserted),
            // From INSERTED: the money of an expired token arrives while nobody else is paying.
            (Some(Self::Paying | Self::Inserted), PositionEvent::Paid) => Some(Self::Paid),
            (Some(Self::Paid), PositionEvent::Notified) => Some(Self::Notified),
            (Some(Self::Paying | Self::Paid | Self::Notified), PositionEvent::Activated)
            | (
                None | Some(Self::Inserted | Self::Paid | Self::Notified),
                PositionEvent::Released,
            )
            | (None | Some(Self::Paid | Self::Notified), PositionEvent::Paid)
            | (
                None | Some(Self::Paying | Self::Inserted | Self::Notified),
                PositionEvent::Notified,
            ) => None,
        }
    }

    /// Whether the notice has been paid.
    #[must_use]
    pub const fn is_paid(self) -> bool {
        match self {
            Self::Paid | Self::Notified => true,
            Self::Paying | Self::Inserted => false,
        }
    }
}

/// A position with all its payments: what one decision of the node sees and changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Which notice.
    pub key: NoticeKey,
    /// Where it stands.
    pub status: Option<PositionStatus>,
    /// While the creditor is asked for an activation (`ACTIVATION_PENDING`): until when another one
    /// must wait, even if this process dies meanwhile.
    pub activation_pending_until: Option<Timestamp>,
    /// Every attempt, oldest first.
    pub payments: Vec<Payment>,
}

impl Position {
    /// A position that the node has never seen.
    #[must_use]
    pub const fn unseen(key: NoticeKey) -> Self {
        Self {
            key,
            status: None,
            activation_pending_until: None,
            payments: Vec::new(),
        }
    }

    /// Whether the creditor is being asked for an activation at `now`.
    #[must_use]
    pub fn is_activation_pending(&self, now: Timestamp) -> bool {
        self.activation_pending_until
            .is_some_and(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENTS: [PositionEvent; 4] = [
        PositionEvent::Activated,
        PositionEvent::Released,
        PositionEvent::Paid,
        PositionEvent::Notified,
    ];

    proptest! {
        #[test]
        fn a_paid_position_never_becomes_payable_again(
            events in proptest::collection::vec(proptest::sample::select(&EVENTS), 0..40)
        ) {
            let mut status = None;
            let mut paid = 0;
            for event in events {
                let Some(next) = PositionStatus::next(status, event) else { continue };
                if status.is_some_and(PositionStatus::is_paid) {
                    prop_assert!(next.is_paid());
                }
                paid += usize::from(event == PositionEvent::Paid);
                status = Some(next);
            }
            prop_assert!(paid <= 1);
        }
    }

    #[test]
    fn the_observed_histories_are_possible() {
        use PositionEvent::{Activated, Notified, Paid, Released};
        for (events, last) in [
            (vec![Activated, Paid, Notified], PositionStatus::Notified),
            (vec![Activated, Released], PositionStatus::Inserted),
            (
                vec![Activated, Released, Activated, Released, Paid, Notified],
                PositionStatus::Notified,
            ),
        ] {
            let status = events.into_iter().fold(None, |status, event| {
                Some(PositionStatus::next(status, event).unwrap())
            });
            assert_eq!(status, Some(last));
        }
        for status in PositionStatus::ALL {
            assert_eq!(PositionStatus::from_name(status.as_str()), Some(status));
        }
    }
}
