use async_trait::async_trait;
use domain::{Outcome, PaymentToken, Text};
use http::StatusCode;
use node::{CloseDetails, ClosePayment, PspRoute, RequestContext, Subject};
use registry::PaymentType;
use wire::rest::{ClosePaymentDetails, ClosePaymentV2Req, ClosePaymentV2Res};

use crate::node_port::NodePort;
use crate::rest::{RestAnswer, RestCommand, RestPrimitive, status};

/// closePayment v2.
pub(crate) struct CloseTransaction;

impl RestPrimitive for CloseTransaction {
    fn name(&self) -> &'static str {
        "closePayment-v2"
    }

    fn read(&self, body: &[u8]) -> Result<Box<dyn RestCommand>, String> {
        let message = ClosePaymentV2Req::decode(body).map_err(|invalid| invalid.to_string())?;
        let outcome = message.outcome();
        let tokens: Option<Vec<_>> = message.payment_tokens.iter().map(token).collect();
        Ok(Box::new(ClosePayment {
            transaction: message.transaction_id,
            tokens: tokens.ok_or("Invalid paymentTokens")?,
            outcome,
            details: message.details.map(|d| details(*d)).transpose()?,
        }))
    }

    fn refuse(&self, description: &str) -> Vec<u8> {
        ClosePaymentV2Res::refused(description).encode()
    }
}

/// The contract lets tokens have 36 characters. The node issues 32, so that the first 35 of a
/// longer one name no payment either, which is what the caller has to learn.
fn token(token: &Text<1, 36>) -> Option<PaymentToken> {
    let token: String = token.as_str().chars().take(35).collect();
    PaymentToken::parse(&token).ok()
}

fn details(details: ClosePaymentDetails) -> Result<CloseDetails, &'static str> {
    Ok(CloseDetails {
        additional: details.additional_metadata(),
        payment_method: PaymentType::parse(details.payment_method.as_str())
            .map_err(|_| "Invalid paymentMethod")?,
        route: PspRoute {
            psp: details.id_psp,
            broker: details.id_broker_psp,
            channel: details.id_channel,
        },
        total_amount: details.total_amount,
        fee: details.fee,
        primary_ci_incurred_fee: details.primary_ci_incurred_fee,
        bundle: details.id_bundle,
        ci_bundle: details.id_ci_bundle,
        operated_at: details.timestamp_operation,
    })
}

#[async_trait]
impl RestCommand for ClosePayment {
    fn subject(&self) -> Subject {
        let route = self.details.as_ref().map(|details| &details.route);
        Subject {
            transaction: Some(self.transaction.clone()),
            token: match self.tokens.as_slice() {
                [token] => Some(token.clone()),
                _ => None,
            },
            psp: route.map(|route| route.psp.clone()),
            channel: route.map(|route| route.channel.clone()),
            ..Subject::default()
        }
    }

    async fn carry_out(
        self: Box<Self>,
        node: &dyn NodePort,
        context: &RequestContext,
    ) -> RestAnswer {
        match node.close_payment(context, *self).await {
            Ok(()) => RestAnswer {
                status: StatusCode::OK,
                outcome: Outcome::Ok,
                body: ClosePaymentV2Res::accepted().encode(),
            },
            Err(fault) => RestAnswer {
                status: status(&fault),
                outcome: Outcome::Ko,
                body: ClosePaymentV2Res::refused(fault.description).encode(),
            },
        }
    }
}
