use std::time::Duration;

use leptos::prelude::*;

/// The time that is left before something expires. Without script it shows the text of the server
/// ("entro le 14:35"); with it, minutes and seconds that run down.
///
/// Screen readers are told twice only: when two minutes are left, and at the end.
#[island]
pub fn Countdown(
    /// Seconds left when the page was made.
    remaining_s: u32,
    /// What the time is for ("Tempo per pagare").
    label: String,
    /// The fixed text for pages without script.
    deadline: String,
    /// What to say at the end.
    over: String,
) -> impl IntoView {
    let left = RwSignal::new(None::<u32>);
    run_down(remaining_s, left);
    let shown = move || match left.get() {
        None => deadline.clone(),
        Some(seconds) => format!("{}:{:02}", seconds / 60, seconds % 60),
    };
    let spoken = {
        let label = label.clone();
        move || match left.get() {
            Some(0) => over.clone(),
            Some(seconds @ WARNING_FROM_S..=WARNING_S) => format!("{label}: {}", seconds / 60),
            _ => String::new(),
        }
    };
    let is_short = move || left.get().is_some_and(|seconds| seconds <= WARNING_S);
    view! {
        <p class="countdown" class:countdown-short=is_short>
            <span class="countdown-label">{label}</span>
            <span class="countdown-time" role="timer" aria-live="off">{shown}</span>
            <span class="visually-hidden" role="status">{spoken}</span>
        </p>
    }
}

/// From here on the time is shown as short.
const WARNING_S: u32 = 120;
/// The announcement stays this far, long enough to be read once.
const WARNING_FROM_S: u32 = 115;
const TICK: Duration = Duration::from_millis(500);

#[cfg(feature = "hydrate")]
fn run_down(remaining_s: u32, left: RwSignal<Option<u32>>) {
    // A monotonic clock: the visitor's calendar may be wrong or change.
    let Some(performance) = window().performance() else {
        return;
    };
    let start = performance.now();
    let tick = move || {
        let spent = Duration::from_secs_f64(((performance.now() - start) / 1000.0).max(0.0));
        let spent = u32::try_from(spent.as_secs()).unwrap_or(u32::MAX);
        left.set(Some(remaining_s.saturating_sub(spent)));
    };
    if let Ok(handle) = set_interval_with_handle(tick, TICK) {
        on_cleanup(move || handle.clear());
    }
}

#[cfg(not(feature = "hydrate"))]
fn run_down(_: u32, _: RwSignal<Option<u32>>) {
    let _ = TICK;
}
