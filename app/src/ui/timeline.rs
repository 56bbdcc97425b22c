use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::tone::Tone;
use crate::i18n::td_string;
use crate::locale::use_locale;

/// The most actors that a timeline shows side by side.
const LANES_MAX: usize = 8;

/// Something that happened to a payment.
pub struct TimelineEvent {
    /// When, to the millisecond.
    pub at: String,
    /// Between or within whom.
    pub way: Way,
    /// The message's or the state's name.
    pub title: String,
    /// How it went.
    pub tone: Tone,
    /// Beside the title: a latency, a fault code.
    pub note: Option<String>,
    /// Unfolded on demand: the payload, what a fault means.
    pub details: Option<AnyView>,
}

/// Between or within whom something happened, by lanes counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A message.
    Message(Hop),
    /// A change of state.
    Within(usize),
}

/// From whom to whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The caller's lane.
    pub from: usize,
    /// The callee's lane.
    pub to: usize,
}

/// What happened, from top to bottom, with the actors as lanes. On phones the lanes become words.
#[component]
pub fn Timeline(
    /// The actors.
    lanes: Vec<String>,
    /// What happened, the earliest first.
    events: Vec<TimelineEvent>,
) -> impl IntoView {
    let count = lanes.len().min(LANES_MAX);
    let heads = lanes
        .iter()
        .take(LANES_MAX)
        .map(|name| view! { <span class="lane-name">{name.clone()}</span> })
        .collect_view();
    let items = events
        .into_iter()
        .map(|event| event_view(event, &lanes))
        .collect_view();
    view! {
        <div class=format!("timeline lanes-{count}")>
            <div class="timeline-head" aria-hidden="true"><div class="timeline-lanes">{heads}</div></div>
            <ol class="timeline-events" aria-label=td_string!(use_locale(), ui.timeline)>{items}</ol>
        </div>
    }
}

fn event_view(event: TimelineEvent, lanes: &[String]) -> impl IntoView + use<> {
    let TimelineEvent {
        at,
        way,
        title,
        tone,
        note,
        details,
    } = event;
    let name = |lane: usize| lanes.get(lane).cloned().unwrap_or_default();
    let (who, class, place) = match way {
        Way::Message(Hop { from, to }) => (
            format!("{} → {}", name(from), name(to)),
            if from <= to {
                "hop hop-right"
            } else {
                "hop hop-left"
            },
            place(from.min(to), from.max(to)),
        ),
        Way::Within(lane) => (name(lane), "hop hop-within", place(lane, lane)),
    };
    let line = view! {
        <span class="event-title">{title}</span>
        {note.map(|note| view! { <span class="event-note">{note}</span> })}
    };
    let words = match details {
        None => view! { <div class="event-line">{line}</div> }.into_any(),
        Some(details) => view! {
            <details class="event-details">
                <summary class="event-line">
                    {line} <Glyph icon=Icon::ChevronDown class="icon-16 event-unfold" />
                </summary>
                <div class="event-body">{details}</div>
            </details>
        }
        .into_any(),
    };
    view! {
        <li class=format!("event {}", tone.class())>
            <span class="event-time">{at}</span>
            <div class="event-track" aria-hidden="true">
                <span class=format!("{class} {place}")>
                    <Glyph icon=tone.icon() class="icon-16 hop-mark" />
                </span>
            </div>
            <div class="event-words">
                <span class="event-who">{who}</span>
                {words}
            </div>
        </li>
    }
}

/// The classes that put an arrow on its lanes: a `style` attribute would be refused by the policy.
fn place(first: usize, last: usize) -> String {
    let last = last.min(LANES_MAX - 1);
    let first = first.min(last);
    format!("lane-from-{} lane-span-{}", first + 1, last - first + 1)
}
