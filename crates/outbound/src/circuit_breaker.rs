use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::Clock;
use jiff::Timestamp;

/// After how many failures in a row a counterparty is left alone.
pub const FAILURES_MAX: u32 = 5;

/// For how long it is left alone before one call tries again.
pub const OPEN_FOR: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Calls pass; so many have failed in a row.
    Closed(u32),
    /// No call passes until the instant.
    Open(Timestamp),
    /// One call is out to see whether the counterparty is back.
    Probing,
}

/// Leaves a counterparty alone after too many connections that failed or answers that did not come,
/// so that callers learn at once what they would learn after a timeout.
pub struct CircuitBreaker {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

/// Whether the counterparty answered, whatever it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It did.
    Answered,
    /// It did not.
    Failed,
}

/// Leave to make one call. Dropped without verdict, it changes nothing.
pub struct Pass<'a> {
    breaker: &'a CircuitBreaker,
    is_probe: bool,
    is_settled: bool,
}

impl CircuitBreaker {
    /// A closed breaker.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            state: Mutex::new(State::Closed(0)),
        }
    }

    /// Leave to call, unless the counterparty is being left alone.
    #[must_use]
    pub fn pass(&self) -> Option<Pass<'_>> {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_probe = match *state {
            State::Closed(_) => false,
            State::Open(until) if now >= until => {
                *state = State::Probing;
                true
            }
            State::Open(_) | State::Probing => return None,
        };
        Some(Pass {
            breaker: self,
            is_probe,
            is_settled: false,
        })
    }

    fn settle(&self, is_probe: bool, verdict: Verdict) {
        let reopens_at = self
            .clock
            .now()
            .checked_add(OPEN_FOR)
            .unwrap_or(Timestamp::MAX);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match (*state, verdict) {
            (_, Verdict::Answered) => State::Closed(0),
            (State::Closed(failures), Verdict::Failed) if failures + 1 < FAILURES_MAX => {
                State::Closed(failures + 1)
            }
            (State::Closed(_), Verdict::Failed) => State::Open(reopens_at),
            (State::Probing, Verdict::Failed) if is_probe => State::Open(reopens_at),
            (State::Open(_) | State::Probing, Verdict::Failed) => return,
        };
    }
}

impl Pass<'_> {
    /// Tells what came of the call.
    pub fn settle(mut self, verdict: Verdict) {
        self.is_settled = true;
        self.breaker.settle(self.is_probe, verdict);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.is_probe && !self.is_settled {
            let now = self.breaker.clock.now();
            let mut state = self
                .breaker
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if *state == State::Probing {
                *state = State::Open(now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::TestClock;

    fn open(breaker: &CircuitBreaker) {
        for _ in 0..FAILURES_MAX {
            breaker.pass().unwrap().settle(Verdict::Failed);
        }
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_lets_one_probe_pass_later() {
        let clock = Arc::new(TestClock::default());
        let breaker = CircuitBreaker::new(clock.clone());
        for _ in 1..FAILURES_MAX {
            breaker.pass().unwrap().settle(Verdict::Failed);
        }
        breaker.pass().unwrap().settle(Verdict::Answered);
        open(&breaker);
        assert!(breaker.pass().is_none());

        clock.advance(OPEN_FOR);
        let probe = breaker.pass().unwrap();
        assert!(breaker.pass().is_none());
        probe.settle(Verdict::Failed);
        assert!(breaker.pass().is_none());

        clock.advance(OPEN_FOR);
        breaker.pass().unwrap().settle(Verdict::Answered);
        assert!(breaker.pass().is_some());
    }

    #[test]
    fn a_probe_that_is_given_up_leaves_room_for_the_next() {
        let clock = Arc::new(TestClock::default());
        let breaker = CircuitBreaker::new(clock.clone());
        open(&breaker);
        clock.advance(OPEN_FOR);
        drop(breaker.pass().unwrap());
        assert!(breaker.pass().is_some());
    }

    #[test]
    fn a_late_failure_does_not_reopen_a_breaker_that_is_being_probed() {
        let clock = Arc::new(TestClock::default());
        let breaker = CircuitBreaker::new(clock.clone());
        let late = breaker.pass().unwrap();
        open(&breaker);
        clock.advance(OPEN_FOR);
        let probe = breaker.pass().unwrap();
        late.settle(Verdict::Failed);
        probe.settle(Verdict::Answered);
        assert!(breaker.pass().is_some());
    }
}
