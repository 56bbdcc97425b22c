use domain::TransferDestination;
use wire::{
    AmountOption, PaPaymentOptionDescription, PaVerifyPaymentNoticeData, PaVerifyPaymentNoticeReq,
};

use super::Creditor;
use super::fault::Refusal;
use super::station::check_recipient;
use crate::world::DemoStation;

impl Creditor {
    /// What is due on a notice.
    pub(super) fn pa_verify_payment_notice(
        &self,
        station: &DemoStation,
        request: &PaVerifyPaymentNoticeReq,
    ) -> Result<PaVerifyPaymentNoticeData, Refusal> {
        check_recipient(station, &request.recipient)?;
        if request.qr_code.creditor.as_str() != station.creditor {
            return Err(Refusal::Semantics("qrCode has another creditor than idPA"));
        }
        let notice = self.payable(&request.qr_code)?;
        let all_ccp = notice.transfers.iter().all(|transfer| {
            matches!(&transfer.destination, TransferDestination::Iban(iban) if iban.is_postal())
        });
        Ok(PaVerifyPaymentNoticeData {
            payment_list: Some(PaPaymentOptionDescription {
                amount: notice.amount,
                options: AmountOption::Eq,
                due_date: Some(notice.due_date(self.0.clock.now())),
                detail_description: Some(notice.description.clone()),
                all_ccp,
            }),
            payment_description: Some(notice.description),
            fiscal_code_pa: Some(request.qr_code.creditor.clone()),
            company_name: Some(notice.company_name),
            office_name: None,
        })
    }
}
