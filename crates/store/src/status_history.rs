//! Status histories. Rows are only ever added.

use domain::{NoticeKey, PaymentToken};
use jiff::Timestamp;
use node::ReceiptKey;

use crate::query::{MultiRow, Value};

pub(crate) static INSERT_POSITION: MultiRow = MultiRow::new(
    "insert into position_status_history (creditor, notice_number, version, status, at) values",
    5,
    "",
);

pub(crate) static INSERT_PAYMENT: MultiRow = MultiRow::new(
    "insert into payment_status_history
          (creditor, notice_number, token, version, status, at)
     values",
    6,
    "",
);

pub(crate) static INSERT_RECEIPT: MultiRow = MultiRow::new(
    "insert into receipt_status_history
          (creditor, notice_number, token, recipient, station, version, status, at)
     values",
    8,
    "",
);

/// A status reached, with the version of the row that reached it.
pub(crate) struct Reached {
    pub(crate) version: i64,
    pub(crate) status: &'static str,
    pub(crate) at: Timestamp,
}

impl Reached {
    fn values(&self) -> [Value; 3] {
        [self.version.into(), self.status.into(), self.at.into()]
    }

    pub(crate) fn by_position(&self, key: &NoticeKey) -> Vec<Value> {
        let mut row = vec![
            key.creditor.as_str().into(),
            key.notice_number.as_str().into(),
        ];
        row.extend(self.values());
        row
    }

    pub(crate) fn by_payment(&self, notice: &NoticeKey, token: &PaymentToken) -> Vec<Value> {
        let mut row = vec![
            notice.creditor.as_str().into(),
            notice.notice_number.as_str().into(),
            token.as_str().into(),
        ];
        row.extend(self.values());
        row
    }

    pub(crate) fn by_receipt(&self, key: &ReceiptKey) -> Vec<Value> {
        let mut row = vec![
            key.notice.creditor.as_str().into(),
            key.notice.notice_number.as_str().into(),
            key.token.as_str().into(),
            key.creditor.as_str().into(),
            key.station.as_str().into(),
        ];
        row.extend(self.values());
        row
    }
}
