use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::td_string;
use crate::locale::use_locale;

/// The steps of a task, with the present one. On phones it is a line of words.
#[component]
pub fn Stepper(
    /// The steps' names.
    steps: Vec<String>,
    /// The present step, counted from zero.
    present: usize,
) -> impl IntoView {
    let locale = use_locale();
    let name = steps.get(present).cloned().unwrap_or_default();
    let summary = td_string!(
        locale,
        ui.step_of,
        step = present + 1,
        steps = steps.len(),
        name = name
    );
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let class = match index.cmp(&present) {
                std::cmp::Ordering::Less => "step step-done",
                std::cmp::Ordering::Equal => "step step-present",
                std::cmp::Ordering::Greater => "step",
            };
            let mark = if index < present {
                view! { <Glyph icon=Icon::Check class="icon-16" /> }.into_any()
            } else {
                (index + 1).into_any()
            };
            view! {
                <li class=class aria-current=(index == present).then_some("step")>
                    <span class="step-mark" aria-hidden="true">{mark}</span>
                    <span class="step-name">{name}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="stepper">
            <p class="stepper-summary">{summary}</p>
            <ol class="stepper-steps" aria-label=td_string!(locale, ui.steps)>{items}</ol>
        </div>
    }
}
