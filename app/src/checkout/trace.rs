use ::checkout::CheckoutError;

use super::services::Visit;

/// Characters of the journey's digest that make a reference.
const REFERENCE_CHARS: usize = 12;

/// What a citizen may quote to the help desk, and what the log calls the journey: the beginning of
/// its digest, which is not its secret.
pub(super) fn reference(visit: &Visit) -> Option<String> {
    let digest = visit.secret.as_ref()?.digest();
    digest.as_str().get(..REFERENCE_CHARS).map(Into::into)
}

/// Logs what only we can mend; the rest is the citizen's or the creditor's affair.
pub(super) fn note(visit: &Visit, error: &CheckoutError) {
    let reference = reference(visit).unwrap_or_default();
    match error {
        CheckoutError::Store(source) => {
            let source: &dyn std::error::Error = source;
            tracing::error!(journey = reference, error = source, "a step was not saved");
        }
        CheckoutError::Gateway(source) => {
            let source: &dyn std::error::Error = source;
            tracing::warn!(journey = reference, error = source, "the gateway failed");
        }
        CheckoutError::NotFound
        | CheckoutError::NotYet(_)
        | CheckoutError::Email(_)
        | CheckoutError::NotOffered(_)
        | CheckoutError::Changed
        | CheckoutError::CardMissing
        | CheckoutError::Notice(_) => {}
    }
}
