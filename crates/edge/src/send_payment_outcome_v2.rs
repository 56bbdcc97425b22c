use std::sync::Arc;

use async_trait::async_trait;
use domain::FaultCode;
use node::{Fault, OutcomeDetails, RequestContext, SendPaymentOutcome, Subject};
use wire::{Message, Response, SendPaymentOutcomeV2Req, SendPaymentOutcomeV2Res};

use crate::fault_bean::fault_bean;
use crate::inbound::{Inbound, caller, subject_of_caller, syntax_fault};
use crate::node_port::NodePort;

/// Reads a sendPaymentOutcomeV2.
pub(crate) fn read(body: &[u8]) -> Result<Box<dyn Inbound>, Fault> {
    let message = SendPaymentOutcomeV2Req::decode(body).map_err(|e| syntax_fault(&e))?;
    Ok(Box::new(SendPaymentOutcome {
        caller: caller(message.caller)?,
        idempotency_key: message.idempotency_key,
        tokens: message.payment_tokens,
        outcome: message.outcome,
        details: message.details.map(details).transpose()?,
    }))
}

fn details(details: wire::OutcomeDetails) -> Result<OutcomeDetails, Fault> {
    // A stamp that was bought must not be lost, and no payment with stamps can be activated yet.
    if !details.marche_da_bollo.is_empty() {
        return Err(Fault::described(
            FaultCode::Semantica,
            "Check marca da bollo",
        ));
    }
    Ok(OutcomeDetails {
        payment_method: details.payment_method.as_str().into(),
        payment_channel: details.payment_channel.map(|c| c.as_str().into()),
        fee: details.fee,
        primary_ci_incurred_fee: details.primary_ci_incurred_fee,
        bundle: details.id_bundle,
        ci_bundle: details.id_ci_bundle,
        payer: details.payer,
        applied_on: details.application_date,
        transferred_on: details.transfer_date,
    })
}

#[async_trait]
impl Inbound for SendPaymentOutcome {
    fn caller(&self) -> String {
        self.caller.channel.to_string()
    }

    fn subject(&self) -> Subject {
        Subject {
            // The journal's rows have room for one; the others are in the payload.
            token: self.tokens.first().cloned(),
            ..subject_of_caller(&self.caller.psp, &self.caller.channel)
        }
    }

    async fn carry_out(self: Box<Self>, node: &dyn NodePort, context: &RequestContext) -> Vec<u8> {
        node.send_payment_outcome(context, *self, Arc::new(encode))
            .await
    }
}

fn encode(result: &Result<(), Fault>) -> Vec<u8> {
    let result = result.as_ref().copied().map_err(fault_bean);
    SendPaymentOutcomeV2Res::from_result(result).encode()
}
