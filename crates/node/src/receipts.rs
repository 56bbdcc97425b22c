//! Receipts: who gets one, and its delivery by paSendRT (node sheet §3.10, §4.5).

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::{CreditorFiscalCode, Delivery, NoticeKey, OutboxKind, PaymentToken, StationId, Text};
use registry::{Snapshot, Station};
use serde::{Deserialize, Serialize};

use crate::draft::{Decision, Draft, IllegalTransition, or_nothing, payment_subject};
use crate::journal::Subject;
use crate::parameters::Parameters;
use crate::payment::{Payment, PaymentEvent, PaymentStatus};
use crate::port::{CallError, Receipt, StationCall};
use crate::position::PositionEvent;
use crate::receipt::{ReceiptEvent, ReceiptRecipient, ReceiptStatus};
use crate::service::{Service, new_session};
use crate::store::{Scope, StoreError, View, update};

const PRIMITIVE: &str = "paSendRTV2";

/// The first waiting time after a receipt was not acknowledged; it doubles each time (SANP,
/// "Livelli di servizio": slot · (2^k − 1)).
const RETRY_SLOT: Duration = Duration::from_secs(15);

/// The longest waiting time.
const RETRY_WAIT_MAX: Duration = Duration::from_hours(12);

/// The code by which creditors say that they have the receipt already.
const DUPLICATE: &str = "PAA_RECEIPT_DUPLICATA";

/// Which receipt an outbox message is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReceiptOf {
    notice: NoticeKey,
    token: PaymentToken,
    creditor: CreditorFiscalCode,
    station: StationId,
}

/// Adds the receipts of a payment that has just been paid, and queues their delivery.
///
/// Recipients are the station that served the activation and, for every creditor among the
/// transfers, its broadcast stations, each once.
pub(crate) fn generate_receipts(
    draft: &mut Draft,
    registry: &Snapshot,
    payment: &mut Payment,
    attempts_max: u32,
) -> Result<(), IllegalTransition> {
    for recipient in recipients(registry, payment) {
        let about = ReceiptOf {
            notice: payment.notice.clone(),
            token: payment.token.clone(),
            creditor: recipient.creditor.clone(),
            station: recipient.station.clone(),
        };
        let name = format!(
            "{}:{}:{}",
            payment.token.as_str(),
            recipient.creditor,
            recipient.station
        );
        draft.add_recipient(payment, recipient);
        draft.outbox(OutboxKind::PaSendRt, &name, &about, attempts_max);
    }
    draft.payment(payment, PaymentEvent::ReceiptsGenerated)
}

fn recipients(registry: &Snapshot, payment: &Payment) -> Vec<ReceiptRecipient> {
    let recipient = |creditor: &CreditorFiscalCode, station: &Station| ReceiptRecipient {
        creditor: creditor.clone(),
        station: station.id.clone(),
        broker: station.broker.clone(),
        status: ReceiptStatus::NoticeGenerated,
        retries: 0,
    };
    let mut recipients = vec![ReceiptRecipient {
        creditor: payment.notice.creditor.clone(),
        station: payment.station.clone(),
        broker: payment.creditor_broker.clone(),
        status: ReceiptStatus::NoticeGenerated,
        retries: 0,
    }];
    for transfer in &payment.data.transfers {
        for station in registry.broadcast_stations(&transfer.creditor) {
            recipients.push(recipient(&transfer.creditor, station));
        }
    }
    let mut seen = HashSet::new();
    recipients.retain(|r| seen.insert((r.creditor.clone(), r.station.clone())));
    recipients
}

impl Service {
    /// Delivers one receipt. The payload is the outbox message's.
    pub async fn deliver_receipt(&self, payload: &str, attempt: u32) -> Delivery {
        let about: ReceiptOf = match serde_json::from_str(payload) {
            Ok(about) => about,
            Err(error) => return unreadable(&error),
        };
        match self.send_receipt(about, attempt).await {
            Ok(delivery) => delivery,
            Err(error) => {
                tracing::error!(error = %domain::ErrorChain::new(&error), "a receipt could not be sent");
                Delivery::Retry { after: RETRY_SLOT }
            }
        }
    }

    async fn send_receipt(&self, about: ReceiptOf, attempt: u32) -> Result<Delivery, StoreError> {
        let session = new_session(&*self.dependencies.random);
        let registry = self.snapshot();
        let Some(station) = registry.station(&about.station).map(Arc::clone) else {
            return Ok(Delivery::Dead {
                reason: "the station is no longer registered".into(),
            });
        };
        let now = self.now();
        let moved = {
            let (about, session) = (about.clone(), session.clone());
            update(&*self.dependencies.store, about.scope(), move |view| {
                or_nothing(about.sending(view, Draft::new(now, session, PRIMITIVE)))
            })
            .await?
        };
        let Some(payment) = moved else {
            return Ok(Delivery::Done);
        };
        let call = StationCall {
            session: session.clone(),
            creditor: about.creditor.clone(),
            timeout: Parameters::timeout(
                station.timeout_ms,
                self.parameters().pa_send_rt_timeout_ms,
            ),
            subject: Subject {
                creditor: Some(about.creditor.clone()),
                station: Some(station.id.clone()),
                ..payment_subject(&payment)
            },
            station,
        };
        let receipt = receipt(&registry, payment);
        let answer = self.dependencies.creditors.pa_send_rt(call, receipt).await;
        let is_acknowledged = match &answer {
            Ok(()) => true,
            Err(CallError::Fault(fault)) => fault.code == DUPLICATE,
            Err(_) => false,
        };
        let now = self.now();
        update(&*self.dependencies.store, about.scope(), move |view| {
            let draft = Draft::new(now, session, PRIMITIVE);
            let event = if is_acknowledged {
                ReceiptEvent::Acknowledged
            } else {
                ReceiptEvent::NotAcknowledged
            };
            or_nothing(about.answered(view, event, draft))
        })
        .await?;
        Ok(match answer {
            Ok(()) => Delivery::Done,
            Err(_) if is_acknowledged => Delivery::Done,
            Err(error) => {
                tracing::warn!(
                    error = %error,
                    delivery.attempt = attempt,
                    "a receipt was not acknowledged at attempt {attempt}"
                );
                Delivery::Retry {
                    after: retry_wait(attempt),
                }
            }
        })
    }
}

impl ReceiptOf {
    fn scope(&self) -> Scope {
        Scope {
            notices: vec![self.notice.clone()],
            ..Scope::default()
        }
    }

    fn payment(&self, view: &View) -> Option<(Payment, usize)> {
        let payment = view
            .positions
            .iter()
            .flat_map(|position| &position.payments)
            .find(|payment| payment.token == self.token)?;
        let index = payment
            .recipients
            .iter()
            .position(|r| r.creditor == self.creditor && r.station == self.station)?;
        Some((payment.clone(), index))
    }

    /// Before the call. `None` when there is nothing to send any more.
    fn sending(&self, view: &View, mut draft: Draft) -> Decision<Payment> {
        let Some((mut payment, index)) = self.payment(view) else {
            return Ok((Vec::new(), None));
        };
        let is_delivered = payment
            .recipients
            .get(index)
            .is_none_or(|r| r.status == ReceiptStatus::Notified);
        if is_delivered {
            return Ok((Vec::new(), None));
        }
        draft.recipient(&mut payment, index, ReceiptEvent::Sent)?;
        if payment.status == PaymentStatus::NoticeGenerated {
            draft.payment(&mut payment, PaymentEvent::ReceiptSent)?;
        }
        Ok((draft.finish(), Some(payment)))
    }

    /// After the call. The last acknowledgement ends payment and position.
    fn answered(&self, view: &View, event: ReceiptEvent, mut draft: Draft) -> Decision<()> {
        let Some((mut payment, index)) = self.payment(view) else {
            return Ok((Vec::new(), None));
        };
        // Another process, to which the lease went, may have been told already.
        let is_delivered = payment
            .recipients
            .get(index)
            .is_none_or(|r| r.status != ReceiptStatus::NoticeSent);
        if is_delivered {
            return Ok((Vec::new(), None));
        }
        draft.recipient(&mut payment, index, event)?;
        let is_complete = payment
            .recipients
            .iter()
            .all(|r| r.status == ReceiptStatus::Notified);
        if is_complete {
            draft.payment(&mut payment, PaymentEvent::ReceiptsDelivered)?;
            for position in &view.positions {
                draft.position(&mut position.clone(), PositionEvent::Notified)?;
            }
        }
        Ok((draft.finish(), Some(())))
    }
}

fn receipt(registry: &Snapshot, payment: Payment) -> Receipt {
    let psp = registry.psp(&payment.route.psp);
    let outcome = payment.outcome.as_ref();
    let channel_description = if payment.transaction.is_some() {
        "WISP"
    } else {
        outcome
            .and_then(|outcome| outcome.payment_channel.as_deref())
            .unwrap_or("NA")
    };
    let paid_at = outcome.map_or(payment.valid_from, |outcome| outcome.recorded_at);
    Receipt {
        psp_name: psp.map_or_else(|| name(payment.route.psp.as_str()), |psp| psp.name.clone()),
        psp_fiscal_code: psp.and_then(|psp| psp.fiscal_code.clone()),
        psp_vat_number: psp.and_then(|psp| psp.vat_number.clone()),
        channel_description: name(channel_description),
        paid_at,
        payment,
    }
}

/// A non-empty constant or code, cut to the length of its field.
fn name<const MAX: usize>(text: &str) -> Text<1, MAX> {
    #[expect(clippy::expect_used, reason = "codes and constants are never empty")]
    Text::truncated(text).expect("a code has at least one character")
}

pub(crate) fn unreadable(error: &serde_json::Error) -> Delivery {
    Delivery::Dead {
        reason: format!("the message cannot be read: {error}"),
    }
}

/// Slot · (2^k − 1), with a ceiling.
pub(crate) fn retry_wait(attempt: u32) -> Duration {
    let factor = 2_u32
        .checked_pow(attempt.max(1))
        .map_or(u32::MAX, |f| f - 1);
    RETRY_SLOT.saturating_mul(factor).min(RETRY_WAIT_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_follow_the_published_rule() {
        let waits: Vec<_> = (1..=5).map(|k| retry_wait(k).as_secs()).collect();
        assert_eq!(waits, [15, 45, 105, 225, 465]);
        assert_eq!(retry_wait(0), RETRY_SLOT);
        assert_eq!(retry_wait(u32::MAX), RETRY_WAIT_MAX);
    }
}
