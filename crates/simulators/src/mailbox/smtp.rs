use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::Mailbox;
use crate::background::Background;

/// Bytes of the largest mail; announced as `SIZE`.
pub const MESSAGE_BYTES_MAX: usize = 10 * 1024 * 1024;

/// Recipients of one mail (RFC 5321 §4.5.3.1.8 asks for at least 100).
pub const RECIPIENTS_MAX: usize = 100;

/// Clients served at the same time; further ones wait.
const CONNECTIONS_MAX: usize = 32;

/// Bytes of the longest line, more generous than the 1000 of RFC 5321 §4.5.3.1.6.
const LINE_BYTES_MAX: u64 = 8192;

/// How long a client may be silent (RFC 5321 §4.5.3.2 asks for minutes; nobody here is far away).
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

/// Accepts mail on `listener` until the simulators stop.
pub async fn serve(listener: TcpListener, mailbox: Mailbox, background: Background) {
    let places = std::sync::Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = std::sync::Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let stream = tokio::select! {
            () = background.stopped() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "mailbox: a connection could not be accepted");
                    continue;
                }
            },
        };
        let mailbox = mailbox.clone();
        background.spawn(async move {
            if let Err(error) = converse(stream, &mailbox).await {
                tracing::debug!(%error, "mailbox: a client left in the middle");
            }
            drop(place);
        });
    }
}

async fn converse(stream: TcpStream, mailbox: &Mailbox) -> std::io::Result<()> {
    let (reader, writer) = stream.into_split();
    let mut conversation = Conversation {
        reader: BufReader::new(reader),
        writer,
        mailbox,
        envelope: None,
    };
    conversation.run().await
}

/// `MAIL FROM` and the `RCPT TO` since.
struct Envelope {
    from: String,
    recipients: Vec<String>,
}

struct Conversation<'a, R, W> {
    reader: R,
    writer: W,
    mailbox: &'a Mailbox,
    envelope: Option<Envelope>,
}

/// Whether the conversation goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Listen,
    HangUp,
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin> Conversation<'_, R, W> {
    async fn run(&mut self) -> std::io::Result<()> {
        self.say("220 mailbox.localhost SMTP simulato").await?;
        loop {
            let Some(line) = self.line().await? else {
                return Ok(());
            };
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if self.obey(&line).await? == Next::HangUp {
                return Ok(());
            }
        }
    }

    async fn obey(&mut self, line: &str) -> std::io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                self.envelope = None;
                self.say("250-mailbox.localhost").await?;
                self.say("250-8BITMIME").await?;
                self.say("250-SMTPUTF8").await?;
                self.say(&format!("250 SIZE {MESSAGE_BYTES_MAX}")).await?;
            }
            "HELO" => {
                self.envelope = None;
                self.say("250 mailbox.localhost").await?;
            }
            "MAIL" => self.mail(rest).await?,
            "RCPT" => self.recipient(rest).await?,
            "DATA" => return self.data().await,
            "RSET" => {
                self.envelope = None;
                self.say("250 OK").await?;
            }
            "NOOP" => self.say("250 OK").await?,
            "QUIT" => {
                self.say("221 Arrivederci").await?;
                return Ok(Next::HangUp);
            }
            _ => self.say("502 Command not implemented").await?,
        }
        Ok(Next::Listen)
    }

    async fn mail(&mut self, rest: &str) -> std::io::Result<()> {
        if self.envelope.is_some() {
            return self.say("503 MAIL was already given").await;
        }
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return self.say("501 Syntax: MAIL FROM:<address>").await;
        };
        let size = parameters
            .split_ascii_whitespace()
            .find_map(|p| p.strip_prefix("SIZE=")?.parse::<usize>().ok());
        if size.is_some_and(|size| size > MESSAGE_BYTES_MAX) {
            return self.say("552 Message size exceeds the limit").await;
        }
        self.envelope = Some(Envelope {
            from: from.to_owned(),
            recipients: Vec::new(),
        });
        self.say("250 OK").await
    }

    async fn recipient(&mut self, rest: &str) -> std::io::Result<()> {
        let Some(envelope) = &mut self.envelope else {
            return self.say("503 MAIL comes first").await;
        };
        match path(rest, "TO:") {
            Some(("", _)) | None => self.say("501 Syntax: RCPT TO:<address>").await,
            Some(_) if envelope.recipients.len() >= RECIPIENTS_MAX => {
                self.say("452 Too many recipients").await
            }
            Some((to, _)) => {
                envelope.recipients.push(to.to_owned());
                self.say("250 OK").await
            }
        }
    }

    async fn data(&mut self) -> std::io::Result<Next> {
        let ready = self
            .envelope
            .take_if(|envelope| !envelope.recipients.is_empty());
        let Some(envelope) = ready else {
            self.say("503 RCPT comes first").await?;
            return Ok(Next::Listen);
        };
        self.say("354 End with a line that holds a single dot")
            .await?;
        let mut message = Vec::new();
        let mut too_large = false;
        loop {
            let Some(line) = self.line().await? else {
                return Ok(Next::HangUp);
            };
            if line == b".\r\n" || line == b".\n" {
                break;
            }
            // A dot at the head of a line was doubled by the client (RFC 5321 §4.5.2).
            let line = line.strip_prefix(b".").unwrap_or(&line);
            too_large |= message.len() + line.len() > MESSAGE_BYTES_MAX;
            if !too_large {
                message.extend_from_slice(line);
            }
        }
        if too_large {
            self.say("552 Message size exceeds the limit").await?;
            return Ok(Next::Listen);
        }
        self.mailbox
            .receive(&envelope.from, &envelope.recipients, &message);
        self.say("250 OK").await?;
        Ok(Next::Listen)
    }

    /// The next line with its end, or `None` when the client has gone, is silent or talks too much.
    async fn line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        use tokio::io::AsyncReadExt;

        let mut line = Vec::new();
        let mut limited = (&mut self.reader).take(LINE_BYTES_MAX);
        let read = timeout(IDLE_TIMEOUT, limited.read_until(b'\n', &mut line)).await;
        match read {
            Err(_) => {
                self.say("421 Too long silent").await?;
                Ok(None)
            }
            Ok(read) => {
                read?;
                if line.last() == Some(&b'\n') {
                    return Ok(Some(line));
                }
                if !line.is_empty() {
                    self.say("500 Line too long").await?;
                }
                Ok(None)
            }
        }
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        // In one piece: two small segments would wait for the client's delayed acknowledgement.
        self.writer
            .write_all(format!("{line}\r\n").as_bytes())
            .await?;
        self.writer.flush().await
    }
}

/// The address in `FROM:<address> parameters`, and the parameters.
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let (head, tail) = rest.trim_start().split_at_checked(keyword.len())?;
    if !head.eq_ignore_ascii_case(keyword) {
        return None;
    }
    tail.trim_start().strip_prefix('<')?.split_once('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_its_parameters() {
        assert_eq!(
            path("FROM:<a@example.org> SIZE=10", "FROM:"),
            Some(("a@example.org", " SIZE=10"))
        );
        assert_eq!(path("from: <>", "FROM:"), Some(("", "")));
        assert_eq!(path("TO:<a@example.org>", "FROM:"), None);
        assert_eq!(path("FROM:a@example.org", "FROM:"), None);
        assert_eq!(path("FRÒ", "FROM:"), None);
    }
}
