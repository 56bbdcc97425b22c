use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use checkout::{Mail, MailFailed, Mailer};
use domain::Clock;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// How long the mail server may take for one command.
pub const SMTP_TIMEOUT: Duration = Duration::from_secs(10);

/// How the connection to the mail server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Not at all; only to this machine.
    PlainToLoopback,
    /// TLS from the first byte (port 465).
    Tls,
    /// TLS after STARTTLS, or no mail (port 587).
    StartTls,
}

/// A user of the mail server. `Debug` hides the password.
#[derive(Clone)]
pub struct SmtpUser {
    /// Its name.
    pub name: String,
    /// Its password.
    pub password: String,
}

impl fmt::Debug for SmtpUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpUser").finish_non_exhaustive()
    }
}

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How private the connection is.
    pub security: SmtpSecurity,
    /// Who sends, if the server asks.
    pub user: Option<SmtpUser>,
    /// The sender, as `Name <address>`.
    pub from: String,
    /// Certificate authorities besides the public ones, PEM, one certificate each.
    pub extra_authorities_pem: Vec<Vec<u8>>,
}

/// The mailer cannot work with its settings.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSettingsError {
    /// Mail would leave the machine in clear.
    #[error("mail without TLS is only sent to a server on this machine")]
    PlainToElsewhere,
    /// The sender is no address.
    #[error("the sender of mail is not an address")]
    Sender(#[source] lettre::address::AddressError),
    /// TLS cannot be set up.
    #[error("TLS to the mail server cannot be set up")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// Why a mail was not taken over by the server.
#[derive(Debug, thiserror::Error)]
pub enum SendMailError {
    /// It never will be: the recipient or the mail is refused.
    #[error("the mail is refused for good")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Perhaps later.
    #[error("the mail server cannot take the mail now")]
    Unavailable(#[source] lettre::transport::smtp::Error),
}

/// Sends mail by SMTP. The address guard does not apply: the server is named by configuration, not
/// by partners.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    clock: Arc<dyn Clock>,
}

impl SmtpMailer {
    /// Checks the settings; no connection is made yet.
    pub fn new(settings: SmtpSettings, clock: Arc<dyn Clock>) -> Result<Self, SmtpSettingsError> {
        let from = settings.from.parse().map_err(SmtpSettingsError::Sender)?;
        let tls = match settings.security {
            SmtpSecurity::PlainToLoopback if is_loopback(&settings.host) => Tls::None,
            SmtpSecurity::PlainToLoopback => return Err(SmtpSettingsError::PlainToElsewhere),
            SmtpSecurity::Tls => Tls::Wrapper(tls_parameters(&settings)?),
            SmtpSecurity::StartTls => Tls::Required(tls_parameters(&settings)?),
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.as_str())
                .port(settings.port)
                .timeout(Some(SMTP_TIMEOUT))
                .tls(tls);
        if let Some(user) = settings.user {
            builder = builder.credentials(Credentials::new(user.name, user.password));
        }
        Ok(Self {
            transport: builder.build(),
            from,
            clock,
        })
    }

    fn message(&self, mail: &Mail) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        let to = Mailbox::new(None, mail.to.as_str().parse()?);
        let domain = self.from.email.domain();
        // Header encoding is the library's: line breaks in a subject cannot become headers.
        let message = Message::builder()
            .message_id(Some(format!(
                "<{}@{domain}>",
                message_id_left(&mail.reference)
            )))
            .date(SystemTime::from(self.clock.now()))
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            .multipart(MultiPart::alternative_plain_html(
                mail.text.clone(),
                mail.html.clone(),
            ))?;
        Ok(message)
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailFailed> {
        let failed = |error: SendMailError| MailFailed(Box::new(error));
        let message = self
            .message(mail)
            .map_err(|error| failed(SendMailError::Refused(error)))?;
        match Box::pin(self.transport.send(message)).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => {
                Err(failed(SendMailError::Refused(Box::new(error))))
            }
            Err(error) => Err(failed(SendMailError::Unavailable(error))),
        }
    }
}

fn tls_parameters(settings: &SmtpSettings) -> Result<TlsParameters, SmtpSettingsError> {
    let mut builder = TlsParameters::builder(settings.host.clone())
        .certificate_store(CertificateStore::WebpkiRoots);
    for pem in &settings.extra_authorities_pem {
        let certificate = Certificate::from_pem(pem).map_err(SmtpSettingsError::Tls)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(SmtpSettingsError::Tls)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Letters, digits, dots and hyphens are legal on the left of a message id.
fn message_id_left(id: &str) -> String {
    id.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '.'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use checkout::Language;
    use domain::EmailAddress;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::TcpListener;

    use super::*;
    use crate::fixture::TestClock;

    fn settings(host: &str, port: u16) -> SmtpSettings {
        SmtpSettings {
            host: host.into(),
            port,
            security: SmtpSecurity::PlainToLoopback,
            user: None,
            from: "Nodo <noreply@nodo.example>".into(),
            extra_authorities_pem: Vec::new(),
        }
    }

    fn mail() -> Mail {
        Mail {
            to: EmailAddress::parse("mario@example.it").unwrap(),
            language: Language::It,
            reference: "T:1".into(),
            subject: "Hai pagato\r\nBcc: all@example.it".into(),
            text: "Grazie".into(),
            html: "<p>Grazie</p>".into(),
        }
    }

    /// Takes one mail and gives what it was told, or refuses the recipient.
    async fn server(recipient_reply: &'static str) -> (u16, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let (reading, mut writing) = socket.split();
            writing.write_all(b"220 here\r\n").await.unwrap();
            let mut lines = BufReader::new(reading).lines();
            let (mut told, mut is_in_data) = (String::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                told.push_str(&line);
                told.push('\n');
                let reply = match line.as_str() {
                    "." => {
                        is_in_data = false;
                        "250 taken"
                    }
                    _ if is_in_data => continue,
                    "DATA" => {
                        is_in_data = true;
                        "354 go on"
                    }
                    "QUIT" => break,
                    line if line.starts_with("RCPT") => recipient_reply,
                    _ => "250 ok",
                };
                let _ = writing.write_all(format!("{reply}\r\n").as_bytes()).await;
            }
            told
        });
        (port, served)
    }

    #[tokio::test]
    async fn a_mail_arrives_with_a_fixed_id_and_no_smuggled_header() {
        let (port, served) = server("250 ok").await;
        let mailer = SmtpMailer::new(settings("127.0.0.1", port), Arc::<TestClock>::default());
        let mailer = mailer.unwrap();
        mailer.send(&mail()).await.unwrap();
        drop(mailer);
        let told = served.await.unwrap();
        assert!(told.contains("Message-ID: <T.1@nodo.example>"), "{told}");
        assert!(
            told.contains("Date: Wed, 01 Jul 2026 10:00:00 +0000"),
            "{told}"
        );
        assert!(
            told.contains("text/plain") && told.contains("text/html"),
            "{told}"
        );
        assert!(!told.lines().any(|line| line.starts_with("Bcc:")), "{told}");
        assert!(!told.contains("RCPT TO:<all@example.it>"), "{told}");
    }

    #[tokio::test]
    async fn a_refused_recipient_is_told_apart_from_a_busy_server() {
        for (reply, is_final) in [("550 nobody", true), ("451 later", false)] {
            let (port, _served) = server(reply).await;
            let mailer = SmtpMailer::new(settings("127.0.0.1", port), Arc::<TestClock>::default());
            let failed = mailer.unwrap().send(&mail()).await.unwrap_err();
            let error = failed.0.downcast::<SendMailError>().unwrap();
            assert_eq!(
                matches!(*error, SendMailError::Refused(_)),
                is_final,
                "{reply}"
            );
        }
    }

    #[test]
    fn mail_does_not_leave_the_machine_in_clear() {
        let error = SmtpMailer::new(settings("mail.example", 25), Arc::<TestClock>::default());
        assert!(matches!(error, Err(SmtpSettingsError::PlainToElsewhere)));
        let tls = SmtpSettings {
            security: SmtpSecurity::StartTls,
            ..settings("mail.example", 587)
        };
        assert!(SmtpMailer::new(tls, Arc::<TestClock>::default()).is_ok());
    }
}
