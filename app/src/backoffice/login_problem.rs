use identity::Advice;

use crate::i18n::{Locale, td_string};

/// What the login page says of a login that failed, known by the error's code in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LoginProblem {
    /// The stable code, for the person to quote.
    pub(super) code: &'static str,
    /// What the person can do.
    pub(super) advice: Advice,
}

/// Every code of `identity::LoginError` with its advice.
const PROBLEMS: [LoginProblem; 13] = [
    problem("LOGIN_CANCELLED", Advice::BackToLogin),
    problem("LOGIN_LEVEL_TOO_LOW", Advice::RaiseLevel),
    problem("LOGIN_EXPIRED", Advice::BeginAgain),
    problem("LOGIN_REPLAYED", Advice::BeginAgain),
    problem("LOGIN_STATE_MISMATCH", Advice::BeginAgain),
    problem("LOGIN_NOT_BOUND", Advice::BeginAgain),
    problem("LOGIN_WRONG_PROVIDER", Advice::ContactAssistance),
    problem("LOGIN_NOT_CONFIGURED", Advice::ContactAssistance),
    problem("LOGIN_PROVIDER_DOWN", Advice::WaitAndRetry),
    problem("LOGIN_PROVIDER_BROKEN", Advice::ContactAssistance),
    problem("LOGIN_PROVIDER_REFUSED", Advice::WaitAndRetry),
    problem("LOGIN_INVALID_TOKEN", Advice::ContactAssistance),
    problem("LOGIN_NOT_RECORDED", Advice::WaitAndRetry),
];

const fn problem(code: &'static str, advice: Advice) -> LoginProblem {
    LoginProblem { code, advice }
}

impl LoginProblem {
    /// The problem that an address tells of, so that an address cannot make the page say anything
    /// else.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        PROBLEMS.into_iter().find(|problem| problem.code == code)
    }

    /// What happened, and what to do.
    pub(super) fn words(self, locale: Locale) -> (&'static str, &'static str) {
        match self.advice {
            Advice::BackToLogin => (
                td_string!(locale, backoffice.login.cancelled),
                td_string!(locale, backoffice.login.cancelled_text),
            ),
            Advice::BeginAgain => (
                td_string!(locale, backoffice.login.again),
                td_string!(locale, backoffice.login.again_text),
            ),
            Advice::RaiseLevel => (
                td_string!(locale, backoffice.login.level),
                td_string!(locale, backoffice.login.level_text),
            ),
            Advice::WaitAndRetry => (
                td_string!(locale, backoffice.login.wait),
                td_string!(locale, backoffice.login.wait_text),
            ),
            Advice::ContactAssistance => (
                td_string!(locale, backoffice.login.assistance),
                td_string!(locale, backoffice.login.assistance_text),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use identity::{LoginError, ProviderErrorCode, StoreError, TokenFault};

    use super::*;

    #[test]
    fn every_login_error_has_its_words_and_the_advice_of_identity() {
        let errors = [
            LoginError::Cancelled,
            LoginError::LevelTooLow,
            LoginError::Expired,
            LoginError::Replayed,
            LoginError::StateMismatch,
            LoginError::NotBound,
            LoginError::WrongProvider,
            LoginError::NotConfigured,
            LoginError::ProviderDown(None),
            LoginError::ProviderBroken("x".into()),
            LoginError::ProviderRefused(ProviderErrorCode::new("x")),
            LoginError::InvalidToken(TokenFault::Missing),
            LoginError::Store(StoreError("x".into())),
        ];
        assert_eq!(errors.len(), PROBLEMS.len());
        for error in errors {
            let problem = LoginProblem::from_code(error.code()).unwrap();
            assert_eq!(problem.advice, error.advice(), "{error}");
        }
        assert_eq!(LoginProblem::from_code("LOGIN_<b>"), None);
    }
}
