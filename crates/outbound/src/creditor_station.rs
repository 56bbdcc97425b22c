use async_trait::async_trait;
use domain::{NoticeKey, Text, Transfer, TransferDestination};
use node::{
    CallError, CreditorStation, PaGetPayment, PaVerified, PaymentData, Receipt, RecordedOutcome,
    StationCall,
};
use registry::PrimitiveVersion;
use wire::{
    PaGetPaymentV2Data, PaGetPaymentV2Req, PaRecipient, PaSendRtV2Req, PaVerifyPaymentNoticeData,
    PaVerifyPaymentNoticeReq, ReceiptDestination, ReceiptTransfer, ReceiptV2,
};

use crate::http_client::Pooling;
use crate::local_second::local_second;
use crate::soap_client::{Destination, SoapClient, SoapFailure};

#[async_trait]
impl CreditorStation for SoapClient {
    async fn pa_verify_payment_notice(
        &self,
        call: StationCall,
        notice: NoticeKey,
    ) -> Result<PaVerified, CallError> {
        // The message is the same in both versions; but who cannot be asked for the payment's data
        // must not be shown as payable.
        require_v2(&call, "paVerifyPaymentNotice")?;
        let request = PaVerifyPaymentNoticeReq {
            recipient: recipient(&call)?,
            qr_code: notice,
        };
        let answer = Box::pin(self.send(destination(&call), &request)).await;
        verified(answer.map_err(SoapFailure::of_station)?)
    }

    async fn pa_get_payment(
        &self,
        call: StationCall,
        request: PaGetPayment,
    ) -> Result<PaymentData, CallError> {
        require_v2(&call, "paGetPayment")?;
        let request = PaGetPaymentV2Req {
            recipient: recipient(&call)?,
            qr_code: request.notice,
            amount: Some(request.amount),
            payment_note: request.payment_note,
            transfer_type: None,
            due_date: request.due_on,
        };
        let answer = Box::pin(self.send(destination(&call), &request)).await;
        Ok(payment_data(answer.map_err(SoapFailure::of_station)?))
    }

    async fn pa_send_rt(&self, call: StationCall, receipt: Receipt) -> Result<(), CallError> {
        require_v2(&call, "paSendRT")?;
        let request = PaSendRtV2Req {
            recipient: recipient(&call)?,
            receipt: receipt_v2(receipt)?,
        };
        let answer = Box::pin(self.send(destination(&call), &request)).await;
        answer.map_err(SoapFailure::of_station)
    }
}

fn require_v2(call: &StationCall, primitive: &str) -> Result<(), CallError> {
    match call.station.primitive_version {
        PrimitiveVersion::V2 => Ok(()),
        PrimitiveVersion::V1 => Err(CallError::InvalidResponse(format!(
            "{primitive}: primitive version 1 is not supported yet"
        ))),
    }
}

fn destination(call: &StationCall) -> Destination<'_> {
    Destination {
        session: call.session.clone(),
        name: call.station.id.as_str(),
        address: &call.station.target,
        pooling: Pooling::Reuse,
        timeout: call.timeout,
        subject: call.subject.clone(),
    }
}

fn recipient(call: &StationCall) -> Result<PaRecipient, CallError> {
    Ok(PaRecipient {
        id_pa: Text::parse(call.creditor.as_str())
            .map_err(|invalid| CallError::InvalidResponse(invalid.to_string()))?,
        id_broker_pa: call.station.broker.clone(),
        id_station: call.station.id.clone(),
    })
}

/// The schema lets everything be absent beside outcome OK; the platform needs it.
fn verified(data: PaVerifyPaymentNoticeData) -> Result<PaVerified, CallError> {
    let missing = |element: &str| {
        CallError::InvalidResponse(format!("paVerifyPaymentNoticeRes/{element}: is missing"))
    };
    let option = data.payment_list.ok_or_else(|| missing("paymentList"))?;
    Ok(PaVerified {
        amount: option.amount,
        due_on: option.due_date,
        detail_description: option.detail_description,
        all_ccp: option.all_ccp,
        description: data
            .payment_description
            .ok_or_else(|| missing("paymentDescription"))?,
        fiscal_code: data.fiscal_code_pa.ok_or_else(|| missing("fiscalCodePA"))?,
        company_name: data.company_name.ok_or_else(|| missing("companyName"))?,
        office_name: data.office_name,
    })
}

fn payment_data(data: PaGetPaymentV2Data) -> PaymentData {
    PaymentData {
        creditor_reference_id: data.creditor_reference_id,
        amount: data.payment_amount,
        due_on: data.due_date,
        description: data.description,
        company_name: data.company_name,
        office_name: data.office_name,
        last_payment: data.last_payment,
        debtor: data.debtor,
        transfers: data.transfer_list,
        metadata: data.metadata,
    }
}

fn receipt_v2(receipt: Receipt) -> Result<ReceiptV2, CallError> {
    let payment = receipt.payment;
    let Some(outcome) = payment.outcome else {
        return Err(CallError::InvalidResponse(
            "a payment without outcome has no receipt".into(),
        ));
    };
    let transfers = payment.data.transfers.into_iter().map(receipt_transfer);
    Ok(ReceiptV2 {
        receipt_id: payment.token,
        notice_number: payment.notice.notice_number,
        fiscal_code: payment.notice.creditor,
        outcome: outcome.outcome,
        creditor_reference_id: payment.data.creditor_reference_id,
        payment_amount: payment.data.amount,
        description: payment.data.description,
        company_name: payment.data.company_name,
        office_name: payment.data.office_name,
        debtor: payment.data.debtor,
        transfer_list: transfers.collect::<Result<_, _>>()?,
        id_psp: payment.route.psp,
        psp_fiscal_code: receipt.psp_fiscal_code,
        psp_partita_iva: receipt.psp_vat_number,
        psp_company_name: receipt.psp_name,
        id_channel: payment.route.channel,
        channel_description: receipt.channel_description,
        payment_method: payment_method(&outcome),
        payer: outcome.payer,
        payment_note: payment.payment_note,
        fee: outcome.fee,
        primary_ci_incurred_fee: outcome.primary_ci_incurred_fee,
        id_bundle: outcome.bundle,
        id_ci_bundle: outcome.ci_bundle,
        payment_date_time: Some(local_second(receipt.paid_at)),
        application_date: outcome.applied_on,
        transfer_date: outcome.transferred_on,
        metadata: payment.data.metadata,
        stand_in: None,
    })
}

fn payment_method(outcome: &RecordedOutcome) -> Option<Text<1, 35>> {
    outcome.payment_method.as_deref().and_then(Text::truncated)
}

fn receipt_transfer(transfer: Transfer) -> Result<ReceiptTransfer, CallError> {
    let destination = match transfer.destination {
        TransferDestination::Iban(iban) => ReceiptDestination::Iban(iban),
        TransferDestination::Stamp(_) => {
            return Err(CallError::InvalidResponse(
                "receipts of digital stamps are not supported yet".into(),
            ));
        }
    };
    Ok(ReceiptTransfer {
        id_transfer: transfer.id,
        transfer_amount: transfer.amount,
        fiscal_code_pa: transfer.creditor,
        company_name: transfer.company_name,
        destination,
        remittance_information: transfer.remittance_information,
        transfer_category: transfer.category,
        metadata: transfer.metadata,
    })
}
