use std::sync::Arc;

use async_trait::async_trait;
use domain::{FaultCode, Transfer};
use node::{ActivatePaymentNotice, ActivatedNotice, Fault, RequestContext, Subject};
use wire::{
    ActivatePaymentNoticeV2Data, ActivatePaymentNoticeV2Req, ActivatePaymentNoticeV2Res,
    ActivatedTransfer, Message, Response,
};

use crate::fault_bean::fault_bean;
use crate::inbound::{Inbound, caller, subject_of_caller, syntax_fault};
use crate::node_port::NodePort;

/// Reads an activatePaymentNoticeV2.
pub(crate) fn read(body: &[u8]) -> Result<Box<dyn Inbound>, Fault> {
    let message = ActivatePaymentNoticeV2Req::decode(body).map_err(|e| syntax_fault(&e))?;
    let expiration_time_ms = message
        .expiration_time
        .map(|time| u64::try_from(time.millis()))
        .transpose()
        .map_err(|_| {
            // The schema has no lower limit.
            let element = "activatePaymentNoticeV2Request/expirationTime";
            Fault::described(
                FaultCode::SintassiExtraxsd,
                format!("{element}: is out of range"),
            )
        })?;
    Ok(Box::new(ActivatePaymentNotice {
        caller: caller(message.caller)?,
        notice: message.qr_code,
        idempotency_key: message.idempotency_key,
        expiration_time_ms,
        amount: message.amount,
        due_on: message.due_date,
        payment_note: message.payment_note,
        payment_method: message.payment_method.map(|m| m.as_str().into()),
        touch_point: message.touch_point.map(|t| t.as_str().into()),
    }))
}

#[async_trait]
impl Inbound for ActivatePaymentNotice {
    fn caller(&self) -> String {
        self.caller.channel.to_string()
    }

    fn subject(&self) -> Subject {
        subject_of_caller(&self.caller.psp, &self.caller.channel).or(Subject::notice(&self.notice))
    }

    async fn carry_out(self: Box<Self>, node: &dyn NodePort, context: &RequestContext) -> Vec<u8> {
        node.activate_payment_notice(context, *self, Arc::new(encode))
            .await
    }
}

fn encode(result: &Result<ActivatedNotice, Fault>) -> Vec<u8> {
    let result = result.as_ref().map(data).map_err(fault_bean);
    ActivatePaymentNoticeV2Res::from_result(result).encode()
}

fn data(activated: &ActivatedNotice) -> ActivatePaymentNoticeV2Data {
    let data = &activated.data;
    ActivatePaymentNoticeV2Data {
        total_amount: Some(data.amount),
        payment_description: Some(data.description.clone()),
        fiscal_code_pa: Some(activated.notice.creditor.clone()),
        company_name: Some(data.company_name.clone()),
        office_name: data.office_name.clone(),
        payment_token: Some(activated.token.clone()),
        transfer_list: data.transfers.iter().map(transfer).collect(),
        metadata: data.metadata.clone(),
        creditor_reference_id: Some(data.creditor_reference_id.clone()),
        suggested_user_fee: None,
        suggested_pa_fee: None,
        suggested_id_bundle: None,
        suggested_id_ci_bundle: None,
        all_ccp: None,
        standin: None,
    }
}

fn transfer(transfer: &Transfer) -> ActivatedTransfer {
    ActivatedTransfer {
        id_transfer: transfer.id,
        transfer_amount: transfer.amount,
        fiscal_code_pa: transfer.creditor.clone(),
        company_name: transfer.company_name.clone(),
        destination: Some(transfer.destination.clone()),
        remittance_information: transfer.remittance_information.clone(),
        // Only channels of the platform's own touch points get it (SANP 3.9.0).
        transfer_category: None,
        metadata: transfer.metadata.clone(),
    }
}
