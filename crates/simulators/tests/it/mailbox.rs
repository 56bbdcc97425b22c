use std::fmt::Write as _;

use axum::http::StatusCode;
use serde_json::Value;
use simulators::mailbox::{self, MESSAGE_BYTES_MAX, Mailbox, RECIPIENTS_MAX};
use simulators::{Background, loopback_client};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use url::Url;

use crate::sandbox::{TestClock, listen, serve};

struct Client(BufReader<TcpStream>);

impl Client {
    /// Sends one command or text and reads the reply to its last line.
    async fn say(&mut self, text: &str) -> String {
        let line = format!("{text}\r\n");
        self.0.write_all(line.as_bytes()).await.unwrap();
        self.reply().await
    }

    async fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).await.unwrap() == 0 {
                return reply;
            }
            reply.push_str(&line);
            if line.as_bytes().get(3) == Some(&b' ') {
                return reply;
            }
        }
    }
}

async fn world() -> (Mailbox, Client, Url) {
    let mailbox = Mailbox::new(TestClock::new());
    let (listener, url) = listen().await;
    tokio::spawn(mailbox::serve(
        listener,
        mailbox.clone(),
        Background::default(),
    ));
    let address = format!("127.0.0.1:{}", url.port().unwrap());
    let mut client = Client(BufReader::new(TcpStream::connect(address).await.unwrap()));
    assert!(client.reply().await.starts_with("220 "));
    let (listener, pages) = listen().await;
    serve(listener, mailbox::router(mailbox.clone()));
    (mailbox, client, pages)
}

const MAIL: &str = "From: Nodo <noreply@example.org>\r\n\
    To: maria@example.org\r\n\
    Subject: =?utf-8?Q?Ricevuta_=C3=A8_qui_<script>?=\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=m\r\n\r\n\
    --m\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHai pagato.\r\n..fine\r\n\
    --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hai <b>pagato</b>.</p>\r\n\
    --b--\r\n\
    --m\r\nContent-Type: application/pdf; name=r.pdf\r\n\
    Content-Disposition: attachment; filename=r.pdf\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--m--\r\n.";

#[tokio::test]
async fn a_mail_sent_by_smtp_can_be_read_on_the_pages() {
    let (mailbox, mut client, pages) = world().await;
    assert!(client.say("EHLO me").await.contains("SIZE 10485760"));
    let begin = client.say("MAIL FROM:<noreply@example.org> SIZE=900").await;
    assert!(begin.starts_with("250"));
    assert!(
        client
            .say("RCPT TO:<maria@example.org>")
            .await
            .starts_with("250")
    );
    assert!(client.say("DATA").await.starts_with("354"));
    assert!(client.say(MAIL).await.starts_with("250"));
    assert!(client.say("QUIT").await.starts_with("221"));
    mailbox.wait_for(1).await;

    let http = loopback_client().unwrap();
    let get = async |path: &str| http.get(pages.join(path).unwrap()).send().await.unwrap();
    let json: Value = get("mailbox.json").await.json().await.unwrap();
    let mail = &json["mails"][0];
    assert_eq!(mail["subject"], "Ricevuta è qui <script>");
    assert_eq!(mail["envelopeTo"][0], "maria@example.org");
    assert_eq!(
        mail["text"].as_str().unwrap().trim(),
        "Hai pagato.\r\n.fine"
    );
    assert_eq!(mail["attachments"][0]["name"], "r.pdf");
    assert_eq!(mail["attachments"][0]["bytes"], 3);
    let list = get("mailbox").await.text().await.unwrap();
    assert!(list.contains("href=\"/mailbox/1\"") && list.contains("&lt;script&gt;"));
    let page = get("mailbox/1").await.text().await.unwrap();
    assert!(page.contains("<iframe src=\"/mailbox/1/html\" sandbox=\"allow-scripts\""));
    assert!(page.contains("r.pdf") && page.contains("Hai pagato.") && !page.contains("<script"));
    let html = get("mailbox/1/html").await;
    let policy = html.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox allow-scripts; default-src 'none'"));
    assert!(html.text().await.unwrap().contains("<b>pagato</b>"));
    assert_eq!(get("mailbox/2").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn commands_out_of_order_are_refused() {
    let (mailbox, mut client, _) = world().await;
    assert!(client.say("DATA").await.starts_with("503"));
    assert!(
        client
            .say("RCPT TO:<a@example.org>")
            .await
            .starts_with("503")
    );
    assert!(
        client
            .say("MAIL FROM:a@example.org")
            .await
            .starts_with("501")
    );
    assert!(client.say("VRFY maria").await.starts_with("502"));
    assert!(
        client
            .say("MAIL FROM:<a@example.org>")
            .await
            .starts_with("250")
    );
    assert!(
        client
            .say("MAIL FROM:<a@example.org>")
            .await
            .starts_with("503")
    );
    assert!(client.say("RSET").await.starts_with("250"));
    assert!(client.say("NOOP").await.starts_with("250"));
    assert!(mailbox.list().is_empty());
}

#[tokio::test]
async fn limits_are_kept() {
    let (mailbox, mut client, _) = world().await;
    let too_large = format!("MAIL FROM:<a@example.org> SIZE={}", MESSAGE_BYTES_MAX + 1);
    assert!(client.say(&too_large).await.starts_with("552"));
    client.say("MAIL FROM:<a@example.org>").await;
    for index in 0..RECIPIENTS_MAX {
        let reply = client.say(&format!("RCPT TO:<{index}@example.org>")).await;
        assert!(reply.starts_with("250"));
    }
    assert!(
        client
            .say("RCPT TO:<x@example.org>")
            .await
            .starts_with("452")
    );
    client.say("DATA").await;
    let mut text = String::new();
    for _ in 0..=MESSAGE_BYTES_MAX / 8000 {
        writeln!(text, "{}\r", "x".repeat(7998)).unwrap();
    }
    text.push('.');
    assert!(client.say(&text).await.starts_with("552"));
    assert!(client.say(&"x".repeat(9000)).await.starts_with("500"));
    assert!(mailbox.list().is_empty());
}
