use domain::Amount;
use serde::{Deserialize, Serialize};

/// How a PSP treats a notification, chosen by the amount due without the fee, or by
/// [`Psp::force_behaviour`](super::Psp::force_behaviour).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Behaviour {
    /// Accepts, then outcome `OK`: every amount but the following.
    Accept,
    /// Refuses (`KO` with a fault): 10.91 euro.
    Refuse,
    /// Answers what is not XML, and sends outcome `OK` all the same: 10.92 euro.
    Garbage,
    /// Answers after 10 s, then outcome `OK`: 10.93 euro. The node waits 7 s.
    Slow,
    /// Accepts, then outcome `KO`: 10.94 euro.
    OutcomeKo,
    /// Accepts and never sends the outcome: 10.95 euro.
    NoOutcome,
}

impl Behaviour {
    /// What the sum of the amounts due chooses.
    #[must_use]
    pub fn of(due: Amount) -> Self {
        match due.cents() {
            1_091 => Self::Refuse,
            1_092 => Self::Garbage,
            1_093 => Self::Slow,
            1_094 => Self::OutcomeKo,
            1_095 => Self::NoOutcome,
            _ => Self::Accept,
        }
    }
}
