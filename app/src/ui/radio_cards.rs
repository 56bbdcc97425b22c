use leptos::prelude::*;

use super::choice::{Availability, Choice};
use super::error_line::{described_by, error_line};
use super::icon::Glyph;
use super::optional_text::OptionalText;

/// One answer out of a few, each on a card that is pressed as a whole.
#[component]
pub fn RadioCards(
    /// Name in the form.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// The answers.
    choices: Vec<Choice>,
    /// The value chosen before.
    #[prop(optional, into)]
    chosen: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    let OptionalText(chosen) = chosen;
    let OptionalText(error) = error;
    let described = described_by(&name, None, error.as_ref());
    let errors = error_line(&name, error);
    let cards = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let is_chosen = chosen.as_ref() == Some(&choice.value);
            // The first has the field's own name as id, so that an error summary leads to it.
            let id = if index == 0 {
                name.clone()
            } else {
                format!("{name}-{index}")
            };
            card(&name, id, choice, is_chosen)
        })
        .collect_view();
    view! {
        <fieldset class="choices" aria-describedby=described>
            <legend class="label">{legend}</legend>
            {errors}
            {cards}
        </fieldset>
    }
}

fn card(name: &str, id: String, choice: Choice, is_chosen: bool) -> impl IntoView + use<> {
    let Choice {
        value,
        title,
        detail,
        aside,
        icon,
        availability,
    } = choice;
    let reason = match availability {
        Availability::Available => None,
        Availability::Unavailable(reason) => Some(reason),
    };
    view! {
        <label class="choice">
            <input
                type="radio"
                class="choice-input"
                id=id
                name=name.to_owned()
                value=value
                checked=is_chosen
                disabled=reason.is_some()
            />
            {icon.map(|icon| view! { <Glyph icon class="choice-icon icon-24" /> })}
            <span class="choice-body">
                <span class="choice-title">{title}</span>
                {detail.map(|detail| view! { <span class="choice-detail">{detail}</span> })}
                {reason.map(|reason| view! { <span class="choice-detail">{reason}</span> })}
            </span>
            {aside.map(|aside| view! { <span class="choice-aside">{aside}</span> })}
        </label>
    }
}
