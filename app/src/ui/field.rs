use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::icon::{Glyph, Icon};

/// A question with one typed answer: label above, hint below it, error with icon and words.
///
/// ```
/// use app::ui::{Field, Input};
/// let field = Field::new("email", "La tua e-mail", Input::Email).hint("Per la ricevuta");
/// assert_eq!(field.name, "email");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Name in the form and `id` of the input; unique on the page.
    pub name: String,
    /// The question.
    pub label: String,
    /// What is asked for.
    pub input: Input,
    /// Help that is always visible.
    pub hint: Option<String>,
    /// What is wrong with the value, and how to mend it.
    pub error: Option<String>,
    /// What was typed before.
    pub value: String,
    /// The `autocomplete` token (WCAG 1.3.5).
    pub autocomplete: Option<String>,
    /// The word beside the label of a field that may stay empty.
    pub optional: Option<String>,
}

/// What is typed: chooses keyboard, length and face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// Words.
    Text,
    /// An e-mail address.
    Email,
    /// What to look for.
    Search,
    /// A web address.
    Url,
    /// Digits only, this many at most, spaces aside.
    Digits(u16),
    /// A code of letters and digits, this many at most.
    Code(u16),
    /// Euro.
    Amount,
    /// A day.
    Date,
}

impl Field {
    /// A field without hint, error and value.
    #[must_use]
    pub fn new(name: &str, label: &str, input: Input) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            input,
            hint: None,
            error: None,
            value: String::new(),
            autocomplete: None,
            optional: None,
        }
    }

    /// With help below the label.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With what is wrong, if something is.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// With what was typed before.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        self.value = value.into();
        self
    }

    /// With the browser's help, by an `autocomplete` token.
    #[must_use]
    pub fn autocomplete(mut self, token: &str) -> Self {
        self.autocomplete = Some(token.into());
        self
    }

    /// May stay empty, and says so in this word.
    #[must_use]
    pub fn optional(mut self, word: &str) -> Self {
        self.optional = Some(word.into());
        self
    }
}

impl Input {
    const fn kind(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Search => "search",
            Self::Url => "url",
            Self::Date => "date",
            Self::Text | Self::Digits(_) | Self::Code(_) | Self::Amount => "text",
        }
    }

    const fn keyboard(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Search => "search",
            Self::Url => "url",
            Self::Digits(_) => "numeric",
            Self::Amount => "decimal",
            Self::Text | Self::Code(_) | Self::Date => "text",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Digits(_) | Self::Code(_) => "input input-code",
            Self::Amount => "input input-amount",
            Self::Date => "input input-date",
            Self::Text | Self::Email | Self::Search | Self::Url => "input",
        }
    }

    /// The longest value that the browser lets one type; codes may have a space after every
    /// character but the last.
    const fn length_max(self) -> u16 {
        match self {
            Self::Digits(digits) | Self::Code(digits) => digits * 2 - 1,
            Self::Amount => 20,
            Self::Date => 10,
            Self::Text | Self::Search => 140,
            Self::Email => 254,
            Self::Url => 2048,
        }
    }
}

/// A field that the server checks.
#[component]
pub fn TextField(
    /// The question.
    field: Field,
) -> impl IntoView {
    let error = RwSignal::new(field.error.clone());
    field_view(field, error, |typed| typed, |_| ())
}

/// The field's markup, shared with the island that checks it. `on_leave` gives what the field shows
/// when it is left.
///
/// The value is the browser's: what was typed before the island came to life stays.
pub(super) fn field_view(
    field: Field,
    error: RwSignal<Option<String>>,
    on_leave: impl Fn(String) -> String + 'static,
    on_type: impl Fn(String) + 'static,
) -> impl IntoView {
    let Field {
        name,
        label,
        input,
        hint,
        value,
        autocomplete,
        optional,
        ..
    } = field;
    let hint_id = format!("{name}-hint");
    let error_id = format!("{name}-error");
    let has_hint = hint.is_some();
    let described_by = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || match (has_hint, error.with(Option::is_some)) {
            (true, true) => Some(format!("{hint_id} {error_id}")),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(error_id.clone()),
            (false, false) => None,
        }
    };
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label class="label" for=name.clone()>
                {label}
                {optional.map(|word| view! { <span class="label-optional">{word}</span> })}
            </label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <div class="input-frame">
                <input
                    class=input.class()
                    type=input.kind()
                    inputmode=input.keyboard()
                    id=name.clone()
                    name=name
                    maxlength=input.length_max().to_string()
                    autocomplete=autocomplete.unwrap_or_else(|| "off".into())
                    autocapitalize="off"
                    spellcheck="false"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described_by
                    value=value
                    on:blur:target=move |event| {
                        let input = event.target();
                        let typed = input.value();
                        let shown = on_leave(typed.clone());
                        if shown != typed {
                            input.set_value(&shown);
                        }
                    }
                    on:input:target=move |event| on_type(event.target().value())
                />
                {matches!(input, Input::Amount)
                    .then(|| view! { <span class="input-unit" aria-hidden="true">"€"</span> })}
            </div>
            // Always there, so that a screen reader hears what appears in it.
            <p class="error" id=error_id role="alert">
                {move || {
                    error
                        .get()
                        .map(|text| view! { <Glyph icon=Icon::Error /> <span>{text}</span> })
                }}
            </p>
        </div>
    }
}
