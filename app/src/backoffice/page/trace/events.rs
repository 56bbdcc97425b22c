use domain::local_date;
use leptos::prelude::*;
use node::{
    EventKind, PaymentStatus, PositionStatus, ReceiptStatus, TRACE_EVENTS_MAX, Trace, TraceEvent,
};

use crate::backoffice::fault_meaning::fault_meaning;
use crate::backoffice::message_file::{language, readable};
use crate::backoffice::payment_label::Label;
use crate::backoffice::trace_model::{Actor, Answer, CallResult, Step, TraceModel};
use crate::backoffice::visit::Visit;
use crate::backoffice::{address, payment_label};
use crate::i18n::{Locale, td_string};
use crate::ui::{
    ButtonKind, CodeViewer, EmptyState, Entry, Hop, Icon, KeyValueList, LinkButton, Timeline,
    TimelineEvent, Tone, Way, format,
};

/// The longest message that the page itself shows, in bytes.
const SHOWN_BYTES_MAX: usize = 64 * 1024;

/// All messages that the page itself shows, in bytes; the others are downloaded.
const PAGE_BYTES_MAX: usize = 1024 * 1024;

/// Every message and change of state, as a timeline.
pub(super) fn events(visit: &Visit, trace: &Trace) -> impl IntoView + use<> {
    let locale = visit.locale;
    let content = if trace.events.is_empty() {
        view! {
            <EmptyState
                title=td_string!(locale, backoffice.trace.no_events)
                text=td_string!(locale, backoffice.trace.no_events_text)
            />
        }
        .into_any()
    } else {
        timeline(visit, trace)
    };
    let day = trace
        .events
        .first()
        .map(|event| format::date(locale, local_date(event.at)));
    let lead = day.map(|day| {
        let lead = td_string!(locale, backoffice.trace.events_lead, day = day).to_string();
        view! { <p class="section-lead">{lead}</p> }
    });
    let is_cut = u32::try_from(trace.events.len()).is_ok_and(|count| count >= TRACE_EVENTS_MAX);
    let cut = is_cut.then(|| {
        let text = td_string!(locale, backoffice.trace.cut, count = TRACE_EVENTS_MAX).to_string();
        view! { <p class="hint">{text}</p> }
    });
    view! {
        <section class="desk-section" aria-labelledby="events">
            <h2 class="section-title" id="events">{td_string!(locale, backoffice.trace.events)}</h2>
            {lead}
            {content}
            {cut}
        </section>
    }
}

fn timeline(visit: &Visit, trace: &Trace) -> AnyView {
    let model = TraceModel::new(&trace.events, visit.services.clock.now());
    let lanes = model
        .lanes
        .iter()
        .map(|actor| actor_name(*actor, visit.locale).to_owned())
        .collect();
    let mut room = PAGE_BYTES_MAX;
    let events = model
        .steps
        .iter()
        .map(|step| timeline_event(visit, trace, &model, (step, &mut room)))
        .collect();
    view! { <Timeline lanes events /> }.into_any()
}

fn timeline_event(
    visit: &Visit,
    trace: &Trace,
    model: &TraceModel<'_>,
    (step, room): (&Step<'_>, &mut usize),
) -> TimelineEvent {
    let locale = visit.locale;
    let hop = |from, to| {
        Way::Message(Hop {
            from: model.lane(from),
            to: model.lane(to),
        })
    };
    match step {
        Step::Request {
            event,
            from,
            to,
            answer,
        } => {
            let (tone, note) = match answer {
                Answer::Came => (Tone::Neutral, None),
                Answer::Awaited => (
                    Tone::Info,
                    Some(td_string!(locale, backoffice.trace.awaited)),
                ),
                Answer::Missing => (
                    Tone::Danger,
                    Some(td_string!(locale, backoffice.trace.no_answer)),
                ),
            };
            TimelineEvent {
                at: format::instant_ms(event.at),
                way: hop(*from, *to),
                title: event.primitive.clone(),
                tone,
                note: note.map(Into::into),
                details: Some(details(visit, trace, event, room)),
            }
        }
        Step::Response {
            event,
            from,
            to,
            result,
        } => TimelineEvent {
            at: format::instant_ms(event.at),
            way: hop(*from, *to),
            title: response_title(event, locale),
            tone: match result {
                CallResult::Done => Tone::Success,
                CallResult::Refused | CallResult::Broken => Tone::Danger,
                CallResult::Unsaid => Tone::Neutral,
            },
            note: response_note(event, locale),
            details: Some(details(visit, trace, event, room)),
        },
        Step::States { at, states } => TimelineEvent {
            at: format::instant_ms(*at),
            way: Way::Within(model.lane(Actor::Node)),
            title: states_title(states, locale),
            tone: states_tone(states, locale),
            note: Some(states_names(states)),
            details: None,
        },
    }
}

fn actor_name(actor: Actor, locale: Locale) -> &'static str {
    match actor {
        Actor::TouchPoint => td_string!(locale, backoffice.trace.lane_touch_point),
        Actor::Node => td_string!(locale, backoffice.trace.lane_node),
        Actor::Creditor => td_string!(locale, backoffice.trace.lane_creditor),
        Actor::Psp => td_string!(locale, backoffice.trace.lane_psp),
        Actor::Gateway => td_string!(locale, backoffice.trace.lane_gateway),
    }
}

fn response_title(event: &TraceEvent, locale: Locale) -> String {
    let primitive = event.primitive.as_str();
    match &event.outcome {
        Some(outcome) => td_string!(
            locale,
            backoffice.trace.response,
            primitive = primitive,
            outcome = outcome.as_str()
        )
        .to_string(),
        None => td_string!(
            locale,
            backoffice.trace.response_bare,
            primitive = primitive
        )
        .to_string(),
    }
}

/// The fault and how long it took.
fn response_note(event: &TraceEvent, locale: Locale) -> Option<String> {
    let latency = event.latency_us.map(|latency| {
        // Half a millisecond counts as one.
        let count = format::count(latency.saturating_add(500) / 1000);
        td_string!(locale, backoffice.trace.milliseconds, count = count).to_string()
    });
    let parts: Vec<String> = event.fault_code.iter().cloned().chain(latency).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// States by their machine, in the order in which each was first reached.
fn by_machine<'a>(states: &[(&'a str, &'a str)]) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut machines: Vec<(&str, Vec<&str>)> = Vec::new();
    for (machine, state) in states {
        match machines.iter_mut().find(|(known, _)| known == machine) {
            Some((_, reached)) => reached.push(state),
            None => machines.push((machine, vec![state])),
        }
    }
    machines
}

/// The states of each machine, in words.
fn states_title(states: &[(&str, &str)], locale: Locale) -> String {
    let words: Vec<String> = by_machine(states)
        .into_iter()
        .map(|(machine, reached)| {
            let reached: Vec<&str> = reached
                .into_iter()
                .map(|state| state_label((machine, state), locale).map_or(state, |it| it.words))
                .collect();
            machine_words(machine, &reached.join(" → "), locale)
        })
        .collect();
    words.join(" · ")
}

/// Every state by its official name.
fn states_names(states: &[(&str, &str)]) -> String {
    let names: Vec<String> = by_machine(states)
        .into_iter()
        .map(|(machine, reached)| format!("{machine} {}", reached.join(" → ")))
        .collect();
    names.join(" · ")
}

fn machine_words(machine: &str, status: &str, locale: Locale) -> String {
    match machine {
        "PAYMENT" => {
            td_string!(locale, backoffice.trace.state_payment, status = status).to_string()
        }
        "POSITION" => {
            td_string!(locale, backoffice.trace.state_position, status = status).to_string()
        }
        "RECEIPT" => {
            td_string!(locale, backoffice.trace.state_receipt, status = status).to_string()
        }
        _ => format!("{machine}: {status}"),
    }
}

fn state_label((machine, state): (&str, &str), locale: Locale) -> Option<Label> {
    match machine {
        "PAYMENT" => PaymentStatus::from_name(state).map(|it| payment_label::payment(it, locale)),
        "POSITION" => {
            PositionStatus::from_name(state).map(|it| payment_label::position(it, locale))
        }
        "RECEIPT" => ReceiptStatus::from_name(state).map(|it| payment_label::receipt(it, locale)),
        _ => None,
    }
}

/// The tone that asks most to be looked at.
fn states_tone(states: &[(&str, &str)], locale: Locale) -> Tone {
    let urgency = |tone: &Tone| match tone {
        Tone::Neutral => 0,
        Tone::Info => 1,
        Tone::Success => 2,
        Tone::Warning => 3,
        Tone::Danger => 4,
    };
    states
        .iter()
        .filter_map(|state| state_label(*state, locale))
        .map(|label| label.tone)
        .max_by_key(urgency)
        .unwrap_or(Tone::Info)
}

/// What a message's row says, with the message itself.
fn details(visit: &Visit, trace: &Trace, event: &TraceEvent, room: &mut usize) -> AnyView {
    let locale = visit.locale;
    let (from, to) = match event.kind {
        EventKind::Resp => (&event.callee, &event.caller),
        EventKind::Req | EventKind::Intern => (&event.caller, &event.callee),
    };
    let mut entries = vec![Entry::code(
        td_string!(locale, backoffice.trace.who),
        &format!("{from} → {to}"),
    )];
    if let Some(code) = &event.fault_code {
        entries.push(Entry::code(
            td_string!(locale, backoffice.trace.fault),
            code,
        ));
        entries.push(Entry::new(
            td_string!(locale, backoffice.trace.fault_meaning),
            fault_meaning(code, locale),
        ));
    }
    entries.push(Entry::code(
        td_string!(locale, backoffice.trace.session),
        &event.session,
    ));
    let message = visit
        .acting()
        .and_then(|acting| readable(event, &trace.payment, acting));
    let file = address::message(&trace.payment.token, event.id);
    let message = match message {
        None => view! { <p class="hint">{td_string!(locale, backoffice.trace.payload_none)}</p> }
            .into_any(),
        Some(message) if message.len() > SHOWN_BYTES_MAX.min(*room) => {
            too_long(message.len(), file, locale)
        }
        Some(message) => {
            *room = room.saturating_sub(message.len());
            view! {
                <CodeViewer
                    id=format!("message-{}", event.id)
                    title=format!("{} {}", event.primitive, event.kind.as_str())
                    language=language(&message)
                    message=message.into_owned()
                    download=file
                />
            }
            .into_any()
        }
    };
    view! {
        <div class="message-facts"><KeyValueList entries /></div>
        {message}
    }
    .into_any()
}

fn too_long(bytes: usize, file: String, locale: Locale) -> AnyView {
    let count = format::count(u64::try_from(bytes).unwrap_or(u64::MAX));
    let text = td_string!(locale, backoffice.trace.payload_long, count = count).to_string();
    view! {
        <p class="hint">{text}</p>
        <LinkButton kind=ButtonKind::Quiet icon=Icon::Download href=file>
            {td_string!(locale, ui.download)}
        </LinkButton>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSED: [(&str, &str); 3] = [
        ("PAYMENT", "PAYMENT_REFUSED"),
        ("PAYMENT", "CANCELLED"),
        ("POSITION", "INSERTED"),
    ];

    #[test]
    fn each_machine_tells_every_state_it_went_through() {
        assert_eq!(
            states_title(&REFUSED, Locale::en),
            "Payment: Refused by the PSP → Cancelled · Position: Payable"
        );
        assert_eq!(
            states_names(&REFUSED),
            "PAYMENT PAYMENT_REFUSED → CANCELLED · POSITION INSERTED"
        );
        assert_eq!(states_title(&[("OTHER", "X")], Locale::en), "OTHER: X");
    }

    #[test]
    fn the_worst_state_gives_the_tone() {
        assert_eq!(states_tone(&REFUSED, Locale::it), Tone::Danger);
        assert_eq!(states_tone(&REFUSED[1..], Locale::it), Tone::Neutral);
        assert_eq!(states_tone(&[("PAYMENT", "?")], Locale::it), Tone::Info);
    }
}
