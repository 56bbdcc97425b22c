use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Amount;
use wire::{Interface, PspNotifyPaymentV2Req};

use super::fault::Refusal;
use super::{Behaviour, Delivery, NOTIFICATIONS_MAX, Notification, Psp};
use crate::soap;
use crate::world::{CHANNELS, DemoChannel};

/// How late [`Behaviour::Slow`] answers.
const SLOW_ANSWER: Duration = Duration::from_secs(10);

/// `POST /simulators/psp/soap/{channel}`.
pub(super) async fn receive(
    State(psp): State<Psp>,
    Path(channel): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(channel) = CHANNELS.iter().find(|c| c.channel == channel) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let syntax = |problem| Refusal::Syntax(problem).fault(channel.psp);
    if let Err(answer) = soap::primitive(Interface::PspForNode, &headers, &body, syntax) {
        return *answer;
    }
    let mut understood = None;
    let answer = soap::answer(&body, syntax, |request: PspNotifyPaymentV2Req| {
        let refuse = |refusal: Refusal| Box::new(refusal.fault(channel.psp));
        let due = check(channel, &request).map_err(refuse)?;
        let behaviour = psp.state().forced.unwrap_or_else(|| Behaviour::of(due));
        let is_first = psp.record(channel, &request, behaviour);
        understood = Some((request, behaviour, is_first));
        if behaviour == Behaviour::Refuse {
            return Err(refuse(Refusal::Scenario));
        }
        Ok(())
    });
    let Some((request, behaviour, is_first)) = understood else {
        return answer;
    };
    if is_first && !matches!(behaviour, Behaviour::Refuse | Behaviour::NoOutcome) {
        let later = psp.clone();
        let channel = *channel;
        psp.0.config.background.spawn(async move {
            if behaviour == Behaviour::Slow {
                tokio::time::sleep(SLOW_ANSWER).await;
            }
            later.send_outcome(&channel, request, behaviour).await;
        });
    }
    match behaviour {
        Behaviour::Garbage => soap::xml(b"fatto".to_vec()),
        Behaviour::Slow => {
            tokio::time::sleep(SLOW_ANSWER).await;
            answer
        }
        Behaviour::Accept | Behaviour::Refuse | Behaviour::OutcomeKo | Behaviour::NoOutcome => {
            answer
        }
    }
}

/// Whether the notification is meant for the channel and sums up; gives what is due without fee.
fn check(channel: &DemoChannel, request: &PspNotifyPaymentV2Req) -> Result<Amount, Refusal> {
    if request.id_psp.as_str() != channel.psp {
        return Err(Refusal::Psp);
    }
    if request.id_broker_psp.as_str() != channel.broker {
        return Err(Refusal::Broker);
    }
    if request.id_channel.as_str() != channel.channel {
        return Err(Refusal::Channel);
    }
    for payment in &request.payment_list {
        let sum = Amount::checked_sum(payment.transfer_list.iter().map(|t| t.transfer_amount));
        if sum != Some(payment.debt_amount) {
            return Err(Refusal::Semantics(
                "the transfers do not sum up to debtAmount",
            ));
        }
    }
    let due = Amount::checked_sum(request.payment_list.iter().map(|p| p.debt_amount));
    match due {
        Some(due) if due.checked_add(request.fee) == Some(request.total_amount) => Ok(due),
        _ => Err(Refusal::Semantics(
            "totalAmount is not the sum of debtAmount and fee",
        )),
    }
}

impl Psp {
    /// Keeps the notification; `false` if the transaction was notified before.
    fn record(
        &self,
        channel: &DemoChannel,
        request: &PspNotifyPaymentV2Req,
        behaviour: Behaviour,
    ) -> bool {
        let id = request.transaction_id.to_string();
        let delivery = match behaviour {
            Behaviour::Refuse | Behaviour::NoOutcome => Delivery::Never,
            Behaviour::Accept | Behaviour::Garbage | Behaviour::Slow | Behaviour::OutcomeKo => {
                Delivery::Waiting
            }
        };
        let mut state = self.state();
        if state.by_transaction.contains_key(&id) {
            return false;
        }
        if state.oldest_first.len() >= NOTIFICATIONS_MAX
            && let Some(oldest) = state.oldest_first.pop_front()
        {
            state.by_transaction.remove(&oldest);
        }
        let notification = Notification {
            received_at: self.0.config.clock.now(),
            channel: channel.channel.to_owned(),
            transaction_id: id.clone(),
            total_amount: request.total_amount,
            payments: request.payment_list.len(),
            behaviour,
            attempts: 0,
            delivery,
        };
        state.oldest_first.push_back(id.clone());
        state.by_transaction.insert(id, notification);
        drop(state);
        self.changed();
        true
    }
}
