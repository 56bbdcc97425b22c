use leptos::prelude::*;

use super::field::{Field, field_view};
use super::rule::Rule;

/// A field that, with script, checks itself when it is left, and says at once when it is mended.
/// It never complains while the first answer is being typed.
#[island]
pub fn CheckedField(
    /// The question.
    field: Field,
    /// What the answer must be.
    rule: Rule,
    /// What to say when it is not.
    wrong: String,
) -> impl IntoView {
    let error = RwSignal::new(field.error.clone());
    let wrong = StoredValue::new(wrong);
    let is_optional = field.optional.is_some();
    let check = move |typed: &str| {
        let is_right = (is_optional && typed.trim().is_empty()) || rule.accepts(typed);
        error.set((!is_right).then(|| wrong.get_value()));
    };
    let on_leave = move |typed: String| {
        // Passing by an untouched field is no mistake; the server still asks for it.
        if typed.is_empty() {
            return typed;
        }
        check(&typed);
        rule.shown(&typed)
    };
    let on_type = move |typed: String| {
        if error.with_untracked(Option::is_some) {
            check(&typed);
        }
    };
    field_view(field, error, on_leave, on_type)
}
