//! A payment's journal as it is drawn: requests with their answers between lanes, changes of state
//! in the node's own.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use node::{EventKind, TraceEvent};

/// A request without an answer after this long will not get one, in seconds: twice the longest
/// published time for an answer (paSendRT, 15 s; SANP "Livelli di servizio").
const ANSWER_AWAITED_S: i64 = 30;

/// Who takes part. The order is that of the lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Actor {
    /// The citizen's side: Checkout or another touch point.
    TouchPoint,
    /// The node.
    Node,
    /// A creditor, by its station.
    Creditor,
    /// A PSP, by its channel.
    Psp,
    /// The card gateway.
    Gateway,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A request leaves.
    Request {
        /// Its row.
        event: &'a TraceEvent,
        /// Who calls.
        from: Actor,
        /// Who is called.
        to: Actor,
        /// What became of it.
        answer: Answer,
    },
    /// Its answer, in the other direction.
    Response {
        /// Its row.
        event: &'a TraceEvent,
        /// Who answers.
        from: Actor,
        /// Who has called.
        to: Actor,
        /// How it went.
        result: CallResult,
    },
    /// States reached in one decision.
    States {
        /// When.
        at: Timestamp,
        /// Machine and state, as `PAYMENT` and `PAID`.
        states: Vec<(&'a str, &'a str)>,
    },
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was answered.
    Came,
    /// The answer may still come.
    Awaited,
    /// It never came.
    Missing,
}

/// How a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallResult {
    /// OK.
    Done,
    /// KO.
    Refused,
    /// There was no answer, or none that can be read.
    Broken,
    /// An answer that says neither.
    Unsaid,
}

/// A trace as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TraceModel<'a> {
    /// Who takes part.
    pub(super) lanes: Vec<Actor>,
    /// What happened, the earliest first.
    pub(super) steps: Vec<Step<'a>>,
}

impl<'a> TraceModel<'a> {
    /// Draws the rows as they look at `now`.
    pub(super) fn new(events: &'a [TraceEvent], now: Timestamp) -> Self {
        let answered: HashMap<_, _> = events
            .iter()
            .filter(|event| event.kind == EventKind::Resp)
            .map(|event| (exchange(event), event.id))
            .collect();
        let mut steps: Vec<Step<'a>> = Vec::new();
        for event in events {
            match event.kind {
                EventKind::Req => {
                    let (from, to) = ends(event);
                    let answer = if answered.contains_key(&exchange(event)) {
                        Answer::Came
                    } else if is_awaited(event, now) {
                        Answer::Awaited
                    } else {
                        Answer::Missing
                    };
                    steps.push(Step::Request {
                        event,
                        from,
                        to,
                        answer,
                    });
                }
                EventKind::Resp => {
                    let (to, from) = ends(event);
                    let result = result(event);
                    steps.push(Step::Response {
                        event,
                        from,
                        to,
                        result,
                    });
                }
                EventKind::Intern => add_state(&mut steps, event),
            }
        }
        let mut lanes: Vec<Actor> = steps.iter().flat_map(Step::actors).collect();
        lanes.sort_unstable();
        lanes.dedup();
        Self { lanes, steps }
    }

    /// The lane of an actor, counted from zero.
    pub(super) fn lane(&self, actor: Actor) -> usize {
        self.lanes
            .iter()
            .position(|lane| *lane == actor)
            .unwrap_or_default()
    }
}

impl Step<'_> {
    fn actors(&self) -> [Actor; 2] {
        match self {
            Self::Request { from, to, .. } | Self::Response { from, to, .. } => [*from, *to],
            Self::States { .. } => [Actor::Node, Actor::Node],
        }
    }
}

/// What ties a response to its request.
fn exchange(event: &TraceEvent) -> (&str, &str) {
    (&event.session, &event.exchange)
}

fn is_awaited(event: &TraceEvent, now: Timestamp) -> bool {
    now.duration_since(event.at) < SignedDuration::from_secs(ANSWER_AWAITED_S)
}

fn result(event: &TraceEvent) -> CallResult {
    match (event.outcome.as_deref(), &event.fault_code) {
        (Some("OK"), _) => CallResult::Done,
        (Some(_), _) => CallResult::Refused,
        (None, Some(_)) => CallResult::Broken,
        (None, None) => CallResult::Unsaid,
    }
}

/// Adds a change of state, to the ones before it if they were decided together.
fn add_state<'a>(steps: &mut Vec<Step<'a>>, event: &'a TraceEvent) {
    let Some(state) = event
        .state
        .as_deref()
        .and_then(|state| state.split_once(':'))
    else {
        return;
    };
    match steps.last_mut() {
        Some(Step::States { at, states }) if *at == event.at => states.push(state),
        _ => steps.push(Step::States {
            at: event.at,
            states: vec![state],
        }),
    }
}

/// Caller and callee of an exchange.
fn ends(event: &TraceEvent) -> (Actor, Actor) {
    (actor(&event.caller, event), actor(&event.callee, event))
}

/// Who a name of the journal is: told by the name itself, by what the row is about, else by whose
/// primitive it is.
fn actor(name: &str, event: &TraceEvent) -> Actor {
    let subject = &event.subject;
    let is = |code: Option<&str>| code == Some(name);
    match name {
        "NODO" => Actor::Node,
        "CHECKOUT" | "ECOMMERCE" => Actor::TouchPoint,
        "GATEWAY" => Actor::Gateway,
        _ if is(subject.station.as_ref().map(AsRef::as_ref))
            || is(subject.creditor.as_ref().map(AsRef::as_ref)) =>
        {
            Actor::Creditor
        }
        _ if is(subject.channel.as_ref().map(AsRef::as_ref))
            || is(subject.psp.as_ref().map(AsRef::as_ref)) =>
        {
            Actor::Psp
        }
        _ if event.primitive.starts_with("pa") => Actor::Creditor,
        _ => Actor::Psp,
    }
}

#[cfg(test)]
mod tests {
    use domain::{ChannelId, StationId};
    use node::Subject;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_764_000_000_000 + ms).unwrap()
    }

    fn event(id: i64, kind: EventKind, exchange: &str, way: (&str, &str)) -> TraceEvent {
        TraceEvent {
            id,
            at: at(id * 10),
            session: "s".into(),
            exchange: exchange.into(),
            kind,
            primitive: "verifyPaymentNotice".into(),
            caller: way.0.into(),
            callee: way.1.into(),
            subject: Subject::default(),
            outcome: None,
            fault_code: None,
            latency_us: None,
            state: None,
            payload: None,
        }
    }

    fn state(id: i64, at: Timestamp, state: &str) -> TraceEvent {
        TraceEvent {
            at,
            state: Some(state.into()),
            ..event(id, EventKind::Intern, "", ("NODO", "NODO"))
        }
    }

    fn answers(model: &TraceModel<'_>) -> Vec<Answer> {
        let answer = |step: &Step<'_>| match step {
            Step::Request { answer, .. } => Some(*answer),
            Step::Response { .. } | Step::States { .. } => None,
        };
        model.steps.iter().filter_map(answer).collect()
    }

    #[test]
    fn a_request_is_paired_with_the_response_of_its_own_exchange() {
        let mut other_session = event(4, EventKind::Resp, "b", ("NODO", "77777777777_01"));
        other_session.session = "another".into();
        let events = [
            event(1, EventKind::Req, "a", ("CHECKOUT", "NODO")),
            event(2, EventKind::Req, "b", ("NODO", "77777777777_01")),
            event(3, EventKind::Resp, "a", ("CHECKOUT", "NODO")),
            other_session,
        ];
        let model = TraceModel::new(&events, at(3_600_000));
        assert_eq!(answers(&model), [Answer::Came, Answer::Missing]);
    }

    #[test]
    fn a_request_without_response_is_awaited_first_and_missing_later() {
        let events = [event(0, EventKind::Req, "a", ("CHECKOUT", "NODO"))];
        let answer_at = |ms| answers(&TraceModel::new(&events, at(ms)))[0];
        assert_eq!(answer_at(0), Answer::Awaited);
        assert_eq!(answer_at(29_999), Answer::Awaited);
        assert_eq!(answer_at(30_000), Answer::Missing);
    }

    #[test]
    fn a_response_goes_the_other_way_and_says_how_it_went() {
        let response = |outcome: Option<&str>, fault: Option<&str>| TraceEvent {
            outcome: outcome.map(Into::into),
            fault_code: fault.map(Into::into),
            ..event(1, EventKind::Resp, "a", ("CHECKOUT", "NODO"))
        };
        for (outcome, fault, expected) in [
            (Some("OK"), None, CallResult::Done),
            (
                Some("KO"),
                Some("PAA_PAGAMENTO_SCADUTO"),
                CallResult::Refused,
            ),
            (None, Some("TIMEOUT"), CallResult::Broken),
            (None, None, CallResult::Unsaid),
        ] {
            let events = [response(outcome, fault)];
            let model = TraceModel::new(&events, at(0));
            let Step::Response {
                from, to, result, ..
            } = &model.steps[0]
            else {
                panic!("not a response");
            };
            assert_eq!((*from, *to), (Actor::Node, Actor::TouchPoint));
            assert_eq!(*result, expected);
        }
    }

    #[test]
    fn only_those_who_take_part_have_a_lane_and_always_in_the_same_order() {
        let mut to_creditor = event(1, EventKind::Req, "a", ("NODO", "15376371009_01"));
        to_creditor.subject.station = Some(StationId::parse("15376371009_01").unwrap());
        let mut from_psp = event(2, EventKind::Req, "b", ("88888888888_01", "NODO"));
        from_psp.subject.channel = Some(ChannelId::parse("88888888888_01").unwrap());
        let checkout = event(3, EventKind::Req, "c", ("ECOMMERCE", "NODO"));
        let events = [from_psp, to_creditor, checkout];
        let model = TraceModel::new(&events, at(0));
        let expected = [Actor::TouchPoint, Actor::Node, Actor::Creditor, Actor::Psp];
        assert_eq!(model.lanes, expected);
        assert_eq!(model.lane(Actor::Psp), 3);
        assert_eq!(
            TraceModel::new(&events[..1], at(0)).lanes,
            [Actor::Node, Actor::Psp]
        );
    }

    #[test]
    fn a_name_that_the_row_does_not_explain_is_told_by_the_primitive() {
        let mut receipt = event(1, EventKind::Req, "a", ("NODO", "99999999999_07"));
        receipt.primitive = "paSendRTV2".into();
        let unknown = event(2, EventKind::Req, "b", ("UNKNOWN", "NODO"));
        let events = [receipt, unknown];
        let model = TraceModel::new(&events, at(0));
        assert_eq!(model.lanes, [Actor::Node, Actor::Creditor, Actor::Psp]);
    }

    #[test]
    fn states_reached_in_one_decision_stand_together() {
        let events = [
            state(1, at(5), "PAYMENT:PAID"),
            state(2, at(5), "POSITION:PAID"),
            state(3, at(6), "PAYMENT:NOTICE_GENERATED"),
            state(4, at(7), "no colon"),
        ];
        let model = TraceModel::new(&events, at(0));
        let together = Step::States {
            at: at(5),
            states: vec![("PAYMENT", "PAID"), ("POSITION", "PAID")],
        };
        assert_eq!(model.steps.len(), 2);
        assert_eq!(model.steps[0], together);
    }

    #[test]
    fn an_empty_journal_has_neither_lanes_nor_steps() {
        let model = TraceModel::new(&[], at(0));
        assert!(model.lanes.is_empty() && model.steps.is_empty());
    }
}
