use domain::{Invalid, Subject, SubjectKind, Text};
use wire::{PaGetPaymentV2Data, PaGetPaymentV2Req};

use super::Creditor;
use super::fault::Refusal;
use super::station::check_recipient;
use crate::world::{Behaviour, DemoStation};

impl Creditor {
    /// What is to be paid, and to whom.
    pub(super) fn pa_get_payment_v2(
        &self,
        station: &DemoStation,
        request: &PaGetPaymentV2Req,
    ) -> Result<PaGetPaymentV2Data, Refusal> {
        check_recipient(station, &request.recipient)?;
        if request.qr_code.creditor.as_str() != station.creditor {
            return Err(Refusal::Semantics("qrCode has another creditor than idPA"));
        }
        let mut notice = self.payable(&request.qr_code)?;
        if notice.behaviour == Behaviour::AmountChanges {
            notice.increase();
        }
        Ok(PaGetPaymentV2Data {
            due_date: notice.due_date(self.0.clock.now()),
            creditor_reference_id: notice.iuv,
            payment_amount: notice.amount,
            retention_date: None,
            last_payment: Some(true),
            description: notice.description,
            company_name: notice.company_name,
            office_name: None,
            debtor: debtor().map_err(|_| Refusal::Scenario)?,
            transfer_list: notice.transfers,
            metadata: Vec::new(),
        })
    }
}

/// The debtor of every notice.
fn debtor() -> Result<Subject, Invalid> {
    Ok(Subject {
        kind: SubjectKind::F,
        identifier: Text::parse("RSSMRA80A01H501U")?,
        full_name: Text::parse("Mario Rossi")?,
        street_name: Some(Text::parse("Via Roma")?),
        civic_number: Some(Text::parse("1")?),
        postal_code: Some(Text::parse("00100")?),
        city: Some(Text::parse("Roma")?),
        state_province_region: Some(Text::parse("RM")?),
        country: Some("IT".to_owned()),
        email: Some("mario.rossi@example.org".to_owned()),
    })
}
