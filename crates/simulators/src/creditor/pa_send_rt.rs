use domain::{Amount, NoticeKey, Outcome};
use wire::PaSendRtV2Req;

use super::Creditor;
use super::fault::Refusal;
use super::receipt::StoredReceipt;
use super::station::check_recipient;
use crate::world::{Behaviour, DemoStation};

impl Creditor {
    /// Keeps a receipt. A station that is only a beneficiary gets receipts of other creditors'
    /// notices.
    pub(super) fn pa_send_rt_v2(
        &self,
        station: &DemoStation,
        request: PaSendRtV2Req,
    ) -> Result<(), Refusal> {
        check_recipient(station, &request.recipient)?;
        let receipt = request.receipt;
        if receipt.outcome != Outcome::Ok {
            return Err(Refusal::Semantics("a receipt must have outcome OK"));
        }
        let sum = Amount::checked_sum(receipt.transfer_list.iter().map(|t| t.transfer_amount));
        if sum != Some(receipt.payment_amount) {
            return Err(Refusal::Semantics(
                "the transfers do not sum up to paymentAmount",
            ));
        }
        let is_own = receipt.fiscal_code.as_str() == station.creditor;
        let is_beneficiary = receipt
            .transfer_list
            .iter()
            .any(|transfer| transfer.fiscal_code_pa.as_str() == station.creditor);
        if !is_own && !is_beneficiary {
            return Err(Refusal::Semantics("idPA has no part in the payment"));
        }
        let notice = NoticeKey {
            creditor: receipt.fiscal_code,
            notice_number: receipt.notice_number,
        };
        let is_reluctant = match self.find(&notice) {
            Some(found) if is_own && found.iuv != receipt.creditor_reference_id => {
                return Err(Refusal::Semantics(
                    "creditorReferenceId is another notice's",
                ));
            }
            Some(_) => self.configured(&notice) == Some(Behaviour::ReceiptRefusedOnce),
            None if is_own => return Err(Refusal::Unknown),
            None => false,
        };
        let stored = StoredReceipt {
            received_at: self.0.clock.now(),
            station: station.id.to_owned(),
            notice,
            receipt_id: receipt.receipt_id,
            amount: receipt.payment_amount,
            fee: receipt.fee,
            psp: receipt.id_psp,
            psp_name: receipt.psp_company_name.to_string(),
            channel_description: receipt.channel_description.to_string(),
        };
        let mut state = self.state();
        if state.receipts.is_known(&stored) {
            return Err(Refusal::ReceiptTwice);
        }
        if is_reluctant && state.receipts.refuse_first(&stored.notice) {
            return Err(Refusal::Scenario);
        }
        state.receipts.add(stored);
        drop(state);
        self.0.received.send_modify(|received| *received += 1);
        Ok(())
    }

    /// The behaviour that was configured, whatever has been paid since.
    fn configured(&self, key: &NoticeKey) -> Option<Behaviour> {
        let changed = self.state().changes.get(key).copied();
        changed.or_else(|| self.0.notices.get(key).map(|notice| notice.behaviour))
    }
}
