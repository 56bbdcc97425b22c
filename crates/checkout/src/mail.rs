//! The mail that tells a result, in the citizen's language: the typed texts, their plain form and
//! their HTML form. The HTML loads nothing from anywhere.

use std::fmt::{self, Write as _};

use domain::{Amount, EmailAddress, Outcome, local_datetime};
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::{Environment, Language, Transaction};

/// A mail to be sent. `Debug` shows nothing of what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: EmailAddress,
    /// The language of the texts.
    pub language: Language,
    /// The same for every attempt to send it: the local part of its `Message-ID`.
    pub reference: String,
    /// The subject.
    pub subject: String,
    /// The plain form.
    pub text: String,
    /// The HTML form.
    pub html: String,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("to", &self.to)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// The words of a mail in one language.
struct Words {
    test_mark: &'static str,
    paid_subject: &'static str,
    paid_title: &'static str,
    paid_lead: &'static str,
    unpaid_subject: &'static str,
    unpaid_title: &'static str,
    unpaid_lead: &'static str,
    payee: &'static str,
    what: &'static str,
    notice: &'static str,
    amount: &'static str,
    fee: &'static str,
    total: &'static str,
    paid_at: &'static str,
    psp: &'static str,
    card: &'static str,
    authorization_code: &'static str,
    rrn: &'static str,
    transaction: &'static str,
    link: &'static str,
    foot: &'static str,
}

const ITALIAN: Words = Words {
    test_mark: "[PROVA]",
    paid_subject: "Il riepilogo del tuo pagamento",
    paid_title: "Hai pagato",
    paid_lead: "Il pagamento è andato a buon fine. Conserva questo riepilogo.",
    unpaid_subject: "Il pagamento non è riuscito",
    unpaid_title: "Il pagamento non è riuscito",
    unpaid_lead: "Il pagamento non è andato a buon fine. L'importo che hai autorizzato ti sarà \
                  restituito sul metodo che hai usato: non devi fare nulla.",
    payee: "Ente creditore",
    what: "Oggetto",
    notice: "Codice avviso",
    amount: "Importo",
    fee: "Costo del servizio",
    total: "Totale",
    paid_at: "Data e ora",
    psp: "Pagamento gestito da",
    card: "Carta",
    authorization_code: "Codice di autorizzazione",
    rrn: "Codice operazione (RRN)",
    transaction: "Codice della transazione",
    link: "Vedi il risultato del pagamento",
    foot: "Hai ricevuto questo messaggio perché hai indicato questo indirizzo durante il pagamento.",
};

const ENGLISH: Words = Words {
    test_mark: "[TEST]",
    paid_subject: "Your payment summary",
    paid_title: "You paid",
    paid_lead: "The payment was successful. Keep this summary.",
    unpaid_subject: "The payment was not successful",
    unpaid_title: "The payment was not successful",
    unpaid_lead: "The payment did not go through. The amount you authorized will be returned to \
                  the method you used: you do not have to do anything.",
    payee: "Payee",
    what: "Subject",
    notice: "Notice code",
    amount: "Amount",
    fee: "Service fee",
    total: "Total",
    paid_at: "Date and time",
    psp: "Payment handled by",
    card: "Card",
    authorization_code: "Authorization code",
    rrn: "Operation code (RRN)",
    transaction: "Transaction code",
    link: "See the result of the payment",
    foot: "You received this message because you gave this address during the payment.",
};

/// One line of the summary: what, and its value.
type Line = (&'static str, String);

/// The parts of a mail, before they are set.
struct Letter<'a> {
    language: Language,
    words: &'a Words,
    title: String,
    lead: &'a str,
    lines: Vec<Line>,
    url: &'a str,
}

/// The mail for the result of `transaction`, with the link to its result page. `None` without a
/// result or an address. Where the money is not real the subject and the title say so.
pub(crate) fn render(
    transaction: &Transaction,
    result_url: &str,
    environment: Environment,
) -> Option<Mail> {
    let to = transaction.email.clone()?;
    let result = transaction.result?;
    let language = transaction.language;
    let words = match language {
        Language::It => &ITALIAN,
        Language::En => &ENGLISH,
    };
    let total = transaction.total().unwrap_or_else(|| transaction.amount());
    let (subject, title, lead) = match result.outcome {
        Outcome::Ok => (
            words.paid_subject,
            format!("{} {}", words.paid_title, euro(total)),
            words.paid_lead,
        ),
        Outcome::Ko => (
            words.unpaid_subject,
            words.unpaid_title.into(),
            words.unpaid_lead,
        ),
    };
    let marked = |text: &str| match environment {
        Environment::Production => String::from(text),
        Environment::Simulated => format!("{} {text}", words.test_mark),
    };
    let letter = Letter {
        language,
        words,
        title: marked(&title),
        lead,
        lines: lines(transaction, words, result.paid_at),
        url: result_url,
    };
    Some(Mail {
        to,
        language,
        reference: transaction.id.to_string(),
        subject: marked(subject),
        text: letter.text(),
        html: letter.html(),
    })
}

fn lines(transaction: &Transaction, words: &Words, paid_at: Timestamp) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for payment in &transaction.payments {
        lines.push((words.payee, payment.company_name.clone()));
        lines.push((words.what, payment.description.clone()));
        lines.push((words.notice, payment.notice.notice_number.to_string()));
        lines.push((words.amount, euro(payment.amount)));
    }
    if let Some(order) = &transaction.order {
        lines.push((words.fee, euro(order.fee.fee)));
        lines.push((words.total, euro(order.total)));
        lines.push((words.psp, order.fee.psp_name.clone()));
    }
    lines.push((
        words.paid_at,
        date(local_datetime(paid_at), transaction.language),
    ));
    if let Some(card) = &transaction.card {
        let value = format!("{} **** {}", card.circuit, card.last_four_digits);
        lines.push((words.card, value));
    }
    if let Some(operation) = transaction.operation() {
        let codes = [
            (words.authorization_code, &operation.authorization_code),
            (words.rrn, &operation.rrn),
        ];
        for (name, value) in codes {
            lines.extend(value.clone().map(|value| (name, value)));
        }
    }
    lines.push((words.transaction, transaction.id.to_string()));
    lines
}

const PAGE_STYLE: &str = "margin:0;padding:24px;background:#F2F2F2;color:#17324D;\
                          font-family:'Titillium Web',Arial,sans-serif;\
                          font-size:16px;line-height:1.5";
const CARD_STYLE: &str = "max-width:600px;margin:0 auto;padding:24px;background:#FFFFFF;\
                          border-radius:8px";
const NAME_STYLE: &str = "text-align:left;vertical-align:top;padding:4px 16px 4px 0;\
                          font-weight:400;color:#5C6F82";

impl Letter<'_> {
    fn text(&self) -> String {
        let mut text = format!("{}\n\n{}\n\n", self.title, self.lead);
        for (name, value) in &self.lines {
            // Values come from outside: a line break in them must not fake a line.
            let value = value.replace(['\r', '\n'], " ");
            let _ = writeln!(text, "{name}: {value}");
        }
        let words = self.words;
        let _ = write!(text, "\n{}: {}\n\n{}\n", words.link, self.url, words.foot);
        text
    }

    fn html(&self) -> String {
        let mut rows = String::new();
        for (name, value) in &self.lines {
            let _ = write!(
                rows,
                "<tr><th scope=\"row\" style=\"{NAME_STYLE}\">{}</th>\
                 <td style=\"padding:4px 0;font-weight:600\">{}</td></tr>",
                escape(name),
                escape(value)
            );
        }
        format!(
            "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\
             <body style=\"{PAGE_STYLE}\"><main style=\"{CARD_STYLE}\">\
             <h1 style=\"font-size:24px;line-height:1.3;margin:0 0 8px\">{title}</h1>\
             <p>{lead}</p><table style=\"border-collapse:collapse;width:100%\">{rows}</table>\
             <p><a href=\"{url}\" style=\"color:#0055AA\">{link}</a></p>\
             <p style=\"color:#5C6F82\">{foot}</p></main></body></html>",
            lang = self.language.as_str(),
            title = escape(&self.title),
            lead = escape(self.lead),
            url = escape(self.url),
            link = escape(self.words.link),
            foot = escape(self.words.foot),
        )
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// `1.234,56 €`, in every language as on the pages.
fn euro(amount: Amount) -> String {
    let units = (amount.cents() / 100).to_string();
    let mut grouped = String::with_capacity(units.len() + 4);
    for (index, digit) in units.chars().enumerate() {
        if index > 0 && (units.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{grouped},{:02}\u{a0}€", amount.cents() % 100)
}

fn date(at: DateTime, language: Language) -> String {
    const ITALIAN_MONTHS: [&str; 12] = [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ];
    const ENGLISH_MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let months = match language {
        Language::It => ITALIAN_MONTHS,
        Language::En => ENGLISH_MONTHS,
    };
    let index = usize::try_from(at.month() - 1).unwrap_or_default();
    let month = months.get(index).copied().unwrap_or_default();
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    let (day, year) = (at.day(), at.year());
    format!("{day} {month} {year}, {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_on_the_pages() {
        let cents = |cents| euro(Amount::from_cents(cents).unwrap());
        assert_eq!(cents(5), "0,05\u{a0}€");
        assert_eq!(cents(123_456), "1.234,56\u{a0}€");
        assert_eq!(cents(99_999_999_999), "999.999.999,99\u{a0}€");
    }

    #[test]
    fn dates_have_the_month_of_the_language() {
        let at = jiff::civil::date(2026, 7, 3).at(9, 5, 0, 0);
        assert_eq!(date(at, Language::It), "3 luglio 2026, 09:05:00");
        assert_eq!(date(at, Language::En), "3 July 2026, 09:05:00");
    }

    #[test]
    fn what_comes_from_outside_cannot_be_markup() {
        assert_eq!(
            escape("<a href=\"x\">'&'</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"
        );
    }
}
