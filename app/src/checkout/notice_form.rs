use domain::{CreditorFiscalCode, NoticeKey, NoticeNumber};
use http::request::Parts;
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};

use super::place;
use crate::i18n::{Locale, td_string};
use crate::ui::{FieldError, Rule};

/// Name of the field with the notice's number.
pub(super) const NUMBER: &str = "notice_number";
/// Name of the field with the creditor's code.
pub(super) const CREDITOR: &str = "creditor";
/// Longer answers are cut: nobody types them.
const TYPED_CHARS_MAX: usize = 60;

/// The two codes of a notice as they were typed. They may stand in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NoticeForm {
    #[serde(default)]
    pub(super) notice_number: String,
    #[serde(default)]
    pub(super) creditor: String,
}

impl NoticeForm {
    pub(super) fn of(notice: &NoticeKey) -> Self {
        Self {
            notice_number: notice.notice_number.grouped(),
            creditor: notice.creditor.to_string(),
        }
    }

    /// The notice, if both codes are well formed.
    pub(super) fn read(&self) -> Option<NoticeKey> {
        let number = Rule::NoticeNumber.tidy(&self.notice_number);
        let creditor = Rule::CreditorFiscalCode.tidy(&self.creditor);
        Some(NoticeKey {
            creditor: CreditorFiscalCode::parse(&creditor).ok()?,
            notice_number: NoticeNumber::parse(&number).ok()?,
        })
    }

    /// The address of the form with these answers.
    pub(super) fn address(&self) -> String {
        let cut = |text: &str| text.chars().take(TYPED_CHARS_MAX).collect();
        let kept = Self {
            notice_number: cut(&self.notice_number),
            creditor: cut(&self.creditor),
        };
        let query = serde_urlencoded::to_string(kept).unwrap_or_default();
        format!("{}?{query}", place::NOTICE)
    }

    pub(super) fn number_problem(&self, locale: Locale) -> Option<String> {
        let wrong = td_string!(locale, checkout.notice.number_wrong);
        problem(&self.notice_number, Rule::NoticeNumber, wrong, locale)
    }

    pub(super) fn creditor_problem(&self, locale: Locale) -> Option<String> {
        let wrong = td_string!(locale, checkout.notice.creditor_wrong);
        problem(&self.creditor, Rule::CreditorFiscalCode, wrong, locale)
    }

    /// The lines of the summary above the form.
    pub(super) fn problems(&self, locale: Locale) -> Vec<FieldError> {
        let number = self.number_problem(locale);
        let creditor = self.creditor_problem(locale);
        let lines = [
            (NUMBER, td_string!(locale, checkout.notice.number), number),
            (
                CREDITOR,
                td_string!(locale, checkout.notice.creditor),
                creditor,
            ),
        ];
        lines
            .into_iter()
            .filter_map(|(field, label, problem)| Some(line(locale, field, label, &problem?)))
            .collect()
    }
}

/// The form that the address carries, if it was sent before.
pub(super) fn asked_notice() -> Option<NoticeForm> {
    let parts = use_context::<Parts>()?;
    let query = parts.uri.query()?;
    let is_asked = [NUMBER, CREDITOR].iter().any(|name| query.contains(name));
    serde_urlencoded::from_str(query).ok().filter(|_| is_asked)
}

/// A line of an error summary: which field, and what is wrong.
pub(super) fn line(locale: Locale, field: &str, label: &str, problem: &str) -> FieldError {
    let message = td_string!(
        locale,
        checkout.field_problem,
        field = label,
        problem = problem
    );
    FieldError {
        field: field.into(),
        message,
    }
}

fn problem(typed: &str, rule: Rule, wrong: &str, locale: Locale) -> Option<String> {
    if typed.trim().is_empty() {
        Some(td_string!(locale, checkout.required).into())
    } else if rule.accepts(typed) {
        None
    } else {
        Some(wrong.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(number: &str, creditor: &str) -> NoticeForm {
        NoticeForm {
            notice_number: number.into(),
            creditor: creditor.into(),
        }
    }

    #[test]
    fn codes_may_be_typed_with_spaces() {
        let typed = form("3020 0000 0001 2345 59", " 77777777777 ");
        let notice = typed.read().unwrap();
        assert_eq!(notice.rpt_id(), "77777777777302000000001234559");
        assert!(typed.problems(Locale::it).is_empty());
        assert_eq!(NoticeForm::of(&notice).read(), Some(notice));
    }

    #[test]
    fn each_wrong_field_has_its_own_line_and_keeps_its_value() {
        let typed = form("3020", "");
        let problems = typed.problems(Locale::it);
        assert_eq!(problems[0].field, NUMBER);
        assert_eq!(problems[0].message, "Codice avviso: Inserisci 18 cifre");
        assert_eq!(problems[1].field, CREDITOR);
        assert_eq!(typed.read(), None);
        assert_eq!(typed.address(), "/?notice_number=3020&creditor=");
    }

    #[test]
    fn an_endless_answer_makes_no_endless_address() {
        assert!(form(&"9".repeat(10_000), "").address().len() < 100);
    }
}
