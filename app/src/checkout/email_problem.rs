use ::checkout::EmailProblem;

use crate::i18n::{Locale, td_string};

/// Name of the field with the address.
pub(super) const EMAIL: &str = "email";
/// Name of the field with the address again.
pub(super) const CONFIRMATION: &str = "confirmation";

const ALL: [EmailProblem; 4] = [
    EmailProblem::Missing,
    EmailProblem::Malformed,
    EmailProblem::ConfirmationMissing,
    EmailProblem::Different,
];

/// The problem's name between two requests.
pub(super) const fn word(problem: EmailProblem) -> &'static str {
    match problem {
        EmailProblem::Missing => "missing",
        EmailProblem::Malformed => "malformed",
        EmailProblem::ConfirmationMissing => "confirmation_missing",
        EmailProblem::Different => "different",
    }
}

pub(super) fn from_word(name: &str) -> Option<EmailProblem> {
    ALL.into_iter().find(|problem| word(*problem) == name)
}

/// Which field is wrong, and what to do about it.
pub(super) fn explain(problem: EmailProblem, locale: Locale) -> (&'static str, &'static str) {
    match problem {
        EmailProblem::Missing => (EMAIL, td_string!(locale, checkout.required)),
        EmailProblem::Malformed => (EMAIL, td_string!(locale, checkout.email.malformed)),
        EmailProblem::ConfirmationMissing => (CONFIRMATION, td_string!(locale, checkout.required)),
        EmailProblem::Different => (CONFIRMATION, td_string!(locale, checkout.email.different)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_survives_a_redirect() {
        for problem in ALL {
            assert_eq!(from_word(word(problem)), Some(problem));
        }
        assert_eq!(from_word(""), None);
    }
}
