use std::time::Duration;

use domain::{Invalid, Outcome};
use jiff::{SignedDuration, ToSpan};
use wire::{
    OutcomeDetails, PaymentChannel, PaymentMethod, PspNotifyPaymentV2Req, SendPaymentOutcomeV2Req,
};

use super::{Behaviour, Delivery, Psp};
use crate::background::wait_until;
use crate::soap::CallError;
use crate::world::DemoChannel;

/// How long a PSP waits for the node's answer (SANP "Livelli di servizio").
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);

/// Attempts after the first (SANP "Livelli di servizio": at most 5 retries).
const RETRIES_MAX: u32 = 5;

/// Whether a refusal may pass: the node is ill, or has not yet noted the PSP's answer.
fn may_pass(fault_code: &str, outcome: Outcome) -> bool {
    match fault_code {
        "PPT_SYSTEM_ERROR" => true,
        "PPT_SEMANTICA" => outcome == Outcome::Ok,
        _ => false,
    }
}

impl Psp {
    /// Sends the outcome of a notification, again when the node does not answer.
    pub(super) async fn send_outcome(
        &self,
        channel: &DemoChannel,
        request: PspNotifyPaymentV2Req,
        behaviour: Behaviour,
    ) {
        let config = &self.0.config;
        let id = request.transaction_id.to_string();
        let Ok(outcome) = outcome(channel, request, behaviour) else {
            return;
        };
        tokio::time::sleep(config.timings.outcome_delay).await;
        for attempt in 0..=RETRIES_MAX {
            if attempt > 0 {
                // Slot × (2^k − 1).
                let wait = config.timings.retry_slot * ((1 << attempt) - 1);
                let now = config.clock.now();
                let at = SignedDuration::try_from(wait)
                    .ok()
                    .and_then(|wait| now.checked_add(wait).ok());
                wait_until(&*config.clock, at.unwrap_or(now)).await;
            }
            let delivery = match config.node.call(&outcome, ANSWER_TIMEOUT).await {
                Ok(()) => Delivery::Accepted,
                Err(CallError::Refused(fault)) if !may_pass(&fault.fault_code, outcome.outcome) => {
                    Delivery::Refused(fault.fault_code)
                }
                Err(error) => {
                    tracing::warn!(%error, "simulated PSP: outcome not accepted");
                    if attempt == RETRIES_MAX {
                        Delivery::GivenUp
                    } else {
                        Delivery::Waiting
                    }
                }
            };
            let goes_on = delivery == Delivery::Waiting;
            if let Some(notification) = self.state().by_transaction.get_mut(&id) {
                notification.attempts += 1;
                notification.delivery = delivery;
            }
            self.changed();
            if !goes_on {
                return;
            }
        }
    }
}

fn outcome(
    channel: &DemoChannel,
    request: PspNotifyPaymentV2Req,
    behaviour: Behaviour,
) -> Result<SendPaymentOutcomeV2Req, Invalid> {
    let paid_on = request.timestamp_operation.date();
    let outcome = if behaviour == Behaviour::OutcomeKo {
        Outcome::Ko
    } else {
        Outcome::Ok
    };
    Ok(SendPaymentOutcomeV2Req {
        caller: channel.caller()?,
        idempotency_key: None,
        payment_tokens: request
            .payment_list
            .into_iter()
            .map(|payment| payment.payment_token)
            .collect(),
        outcome,
        details: Some(OutcomeDetails {
            payment_method: PaymentMethod::CreditCard,
            payment_channel: Some(PaymentChannel::OnLine),
            fee: request.fee,
            primary_ci_incurred_fee: request.primary_ci_incurred_fee,
            id_bundle: request.id_bundle,
            id_ci_bundle: request.id_ci_bundle,
            payer: None,
            application_date: paid_on,
            transfer_date: paid_on.saturating_add(1.day()),
            marche_da_bollo: Vec::new(),
        }),
    })
}
