use std::collections::{HashSet, VecDeque};

use domain::{Amount, NoticeKey, PaymentToken, PspId};
use jiff::Timestamp;
use serde::Serialize;

/// Receipts kept; the oldest makes room for the newest, and its notice becomes payable again.
pub const RECEIPTS_MAX: usize = 100_000;

/// A receipt that a station accepted.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredReceipt {
    /// When it came.
    pub received_at: Timestamp,
    /// Which station got it.
    pub station: String,
    /// The notice that was paid.
    pub notice: NoticeKey,
    /// The payment's token.
    pub receipt_id: PaymentToken,
    /// What was paid, without the fee.
    pub amount: Amount,
    /// The fee.
    pub fee: Option<Amount>,
    /// The PSP.
    pub psp: PspId,
    /// The PSP's name.
    pub psp_name: String,
    /// `channelDescription`: `WISP` for payments that began on a touch point.
    pub channel_description: String,
}

/// The receipts of all stations.
#[derive(Default)]
pub(super) struct Receipts {
    newest_last: VecDeque<StoredReceipt>,
    known: HashSet<(String, PaymentToken)>,
    paid: HashSet<NoticeKey>,
    refused: HashSet<NoticeKey>,
}

impl Receipts {
    pub(super) fn newest_first(&self) -> impl ExactSizeIterator<Item = &StoredReceipt> {
        self.newest_last.iter().rev()
    }

    pub(super) fn is_paid(&self, notice: &NoticeKey) -> bool {
        self.paid.contains(notice)
    }

    pub(super) fn is_known(&self, receipt: &StoredReceipt) -> bool {
        let key = (receipt.station.clone(), receipt.receipt_id.clone());
        self.known.contains(&key)
    }

    /// Whether this is the first receipt of a notice whose first one is refused.
    pub(super) fn refuse_first(&mut self, notice: &NoticeKey) -> bool {
        self.refused.insert(notice.clone())
    }

    pub(super) fn add(&mut self, receipt: StoredReceipt) {
        if self.newest_last.len() >= RECEIPTS_MAX
            && let Some(oldest) = self.newest_last.pop_front()
        {
            self.paid.remove(&oldest.notice);
            self.refused.remove(&oldest.notice);
            self.known.remove(&(oldest.station, oldest.receipt_id));
        }
        self.paid.insert(receipt.notice.clone());
        self.known
            .insert((receipt.station.clone(), receipt.receipt_id.clone()));
        self.newest_last.push_back(receipt);
    }
}
