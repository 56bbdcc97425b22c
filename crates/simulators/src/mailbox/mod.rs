//! A mailbox that receives every mail the platform sends in the sandbox.
//!
//! A small SMTP server (RFC 5321: EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT, with `SIZE` and
//! `8BITMIME`) and pages to read what came: `/mailbox`, `/mailbox/{id}`, `/mailbox.json`. Nothing is
//! relayed and nothing is kept beyond the last [`MAILS_MAX`] mails.

mod mail;
mod pages;
mod smtp;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Clock;
use tokio::sync::watch;

pub use mail::{Attachment, Mail};
pub use pages::router;
pub use smtp::{MESSAGE_BYTES_MAX, RECIPIENTS_MAX, serve};

/// Mails kept; the oldest makes room for the newest.
pub const MAILS_MAX: usize = 200;

/// The mails of one sandbox. Clones share them.
#[derive(Clone)]
pub struct Mailbox {
    clock: Arc<dyn Clock>,
    mails: Arc<Mutex<Mails>>,
    count: watch::Sender<u64>,
}

#[derive(Default)]
struct Mails {
    received: u64,
    newest_last: VecDeque<Arc<Mail>>,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailbox").finish_non_exhaustive()
    }
}

impl Mailbox {
    /// An empty mailbox.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            mails: Arc::default(),
            count: watch::Sender::new(0),
        }
    }

    /// The mails, newest first.
    #[must_use]
    pub fn list(&self) -> Vec<Arc<Mail>> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.newest_last.iter().rev().cloned().collect()
    }

    /// The mail with this number.
    #[must_use]
    pub fn find(&self, id: u64) -> Option<Arc<Mail>> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.newest_last.iter().find(|mail| mail.id == id).cloned()
    }

    /// Waits until `count` mails have come since the beginning.
    pub async fn wait_for(&self, count: u64) {
        // The sender lives as long as this mailbox, so the only error cannot arise.
        let _ = self
            .count
            .subscribe()
            .wait_for(|received| *received >= count)
            .await;
    }

    /// Keeps a mail, as handed over by an SMTP client.
    pub fn receive(&self, from: &str, recipients: &[String], message: &[u8]) {
        let at = self.clock.now();
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.received += 1;
        let mail = Mail::read(mails.received, at, from, recipients, message);
        mails.newest_last.push_back(Arc::new(mail));
        if mails.newest_last.len() > MAILS_MAX {
            mails.newest_last.pop_front();
        }
        let received = mails.received;
        drop(mails);
        self.count.send_replace(received);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Clock for Fixed {
        fn now(&self) -> jiff::Timestamp {
            "2026-11-25T10:00:00Z".parse().unwrap()
        }
    }

    #[test]
    fn the_oldest_mail_makes_room_for_the_newest() {
        let mailbox = Mailbox::new(Arc::new(Fixed));
        for _ in 0..=MAILS_MAX {
            mailbox.receive("a@example.org", &[], b"Subject: x\r\n\r\ny");
        }
        let mails = mailbox.list();
        assert_eq!(mails.len(), MAILS_MAX);
        assert_eq!(mails[0].id, 201);
        assert!(mailbox.find(1).is_none());
        assert!(mailbox.find(2).is_some());
    }
}
