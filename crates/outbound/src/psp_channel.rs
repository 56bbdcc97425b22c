use async_trait::async_trait;
use domain::{Text, Transfer};
use node::{CallError, Payment, PspChannel, PspNotification, Subject};
use registry::PrimitiveVersion;
use wire::{NotifiedPayment, NotifiedTransfer, PspNotifyPaymentV2Req};

use crate::http_client::Pooling;
use crate::local_second::local_second;
use crate::soap_client::{Destination, SoapClient, SoapFailure};

#[async_trait]
impl PspChannel for SoapClient {
    async fn psp_notify_payment(&self, notification: PspNotification) -> Result<(), CallError> {
        let channel = &notification.channel;
        let address = match (channel.primitive_version, &channel.target) {
            (PrimitiveVersion::V2, Some(address)) => address,
            // Nothing is sent, and that is what the node has to know.
            (PrimitiveVersion::V1, _) => {
                return Err(unsent(
                    "channels of primitive version 1 are not supported yet",
                ));
            }
            (PrimitiveVersion::V2, None) => return Err(unsent("the channel has no address")),
        };
        let destination = Destination {
            session: notification.session.clone(),
            name: channel.id.as_str(),
            address,
            pooling: Pooling::Fresh,
            timeout: notification.timeout,
            subject: subject(&notification),
        };
        let request = request(&notification)?;
        let answer = Box::pin(self.send(destination, &request)).await;
        answer.map_err(SoapFailure::of_channel)
    }
}

fn unsent(reason: &str) -> CallError {
    tracing::error!("pspNotifyPaymentV2 was not sent: {reason}");
    CallError::Unreachable
}

/// The transaction; the payment as well when there is only one.
fn subject(notification: &PspNotification) -> Subject {
    let channel = Subject {
        transaction: Some(notification.closure.transaction.clone()),
        channel: Some(notification.channel.id.clone()),
        psp: notification
            .closure
            .details
            .as_ref()
            .map(|details| details.route.psp.clone()),
        ..Subject::default()
    };
    match notification.payments.as_slice() {
        [payment] => channel.or(Subject {
            token: Some(payment.token.clone()),
            ..Subject::notice(&payment.notice)
        }),
        _ => channel,
    }
}

fn request(notification: &PspNotification) -> Result<PspNotifyPaymentV2Req, CallError> {
    let closure = &notification.closure;
    let details = closure
        .details
        .as_ref()
        .ok_or_else(|| unsent("the closure has no details"))?;
    let transaction_id = Text::parse(closure.transaction.as_str())
        .map_err(|_| unsent("the transaction's id is longer than 35 characters"))?;
    Ok(PspNotifyPaymentV2Req {
        id_psp: details.route.psp.clone(),
        id_broker_psp: details.route.broker.clone(),
        id_channel: details.route.channel.clone(),
        transaction_id,
        total_amount: details.total_amount,
        fee: details.fee,
        primary_ci_incurred_fee: details.primary_ci_incurred_fee,
        id_bundle: details.bundle.clone(),
        id_ci_bundle: details.ci_bundle.clone(),
        timestamp_operation: local_second(details.operated_at),
        payment_list: notification.payments.iter().map(notified_payment).collect(),
        additional_payment_informations: details.additional.clone(),
    })
}

fn notified_payment(payment: &Payment) -> NotifiedPayment {
    let data = &payment.data;
    NotifiedPayment {
        payment_token: payment.token.clone(),
        payment_description: data.description.clone(),
        fiscal_code_pa: payment.notice.creditor.clone(),
        company_name: data.company_name.clone(),
        office_name: data.office_name.clone(),
        creditor_reference_id: data.creditor_reference_id.clone(),
        debt_amount: data.amount,
        transfer_list: data.transfers.iter().map(notified_transfer).collect(),
        metadata: data.metadata.clone(),
        standin: None,
    }
}

fn notified_transfer(transfer: &Transfer) -> NotifiedTransfer {
    NotifiedTransfer {
        id_transfer: transfer.id,
        transfer_amount: transfer.amount,
        fiscal_code_pa: transfer.creditor.clone(),
        company_name: transfer.company_name.clone(),
        destination: transfer.destination.clone(),
        remittance_information: transfer.remittance_information.clone(),
        metadata: transfer.metadata.clone(),
    }
}
