use std::fmt;

use jiff::Timestamp;
use mail_parser::{MessageParser, MimeHeaders};
use serde::Serialize;

/// A file that came with a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its MIME type.
    pub content_type: String,
    /// Its size.
    pub bytes: usize,
}

/// A mail that was received. `Debug` shows neither addresses nor text.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mail {
    /// Its number, from 1 in order of arrival.
    pub id: u64,
    /// When it came.
    pub received_at: Timestamp,
    /// The envelope's sender.
    pub envelope_from: String,
    /// The envelope's recipients.
    pub envelope_to: Vec<String>,
    /// Subject.
    pub subject: String,
    /// Every header, name and value, in order.
    pub headers: Vec<(String, String)>,
    /// The plain text, if there is any.
    pub text: Option<String>,
    /// The HTML, if there is any.
    pub html: Option<String>,
    /// The attachments.
    pub attachments: Vec<Attachment>,
}

impl Mail {
    pub(super) fn read(
        id: u64,
        received_at: Timestamp,
        from: &str,
        recipients: &[String],
        message: &[u8],
    ) -> Self {
        let mut mail = Self {
            id,
            received_at,
            envelope_from: from.to_owned(),
            envelope_to: recipients.to_vec(),
            subject: String::new(),
            headers: Vec::new(),
            text: None,
            html: None,
            attachments: Vec::new(),
        };
        let Some(parsed) = MessageParser::default().parse(message) else {
            mail.text = Some(String::from_utf8_lossy(message).into_owned());
            return mail;
        };
        parsed
            .subject()
            .unwrap_or_default()
            .clone_into(&mut mail.subject);
        mail.headers = parsed
            .headers_raw()
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        // The parser derives each form from the other; only what was really sent is shown.
        let has_text = parsed.text_bodies().any(mail_parser::MessagePart::is_text);
        let has_html = parsed
            .html_bodies()
            .any(mail_parser::MessagePart::is_text_html);
        mail.text = parsed
            .body_text(0)
            .filter(|_| has_text)
            .map(std::borrow::Cow::into_owned);
        mail.html = parsed
            .body_html(0)
            .filter(|_| has_html)
            .map(std::borrow::Cow::into_owned);
        mail.attachments = parsed
            .attachments()
            .map(|part| Attachment {
                name: part.attachment_name().map(str::to_owned),
                content_type: part.content_type().map_or_else(
                    || "application/octet-stream".to_owned(),
                    |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("*")),
                ),
                bytes: part.len(),
            })
            .collect();
        mail
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("id", &self.id)
            .field("received_at", &self.received_at)
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}
