//! `paGetPaymentV2`: the node asks a creditor for what is to be paid, and to whom.

use domain::{Amount, Iuv, Metadata, NoticeKey, Subject, Text, Transfer};
use jiff::civil::{Date, DateTime};

use crate::content::{AmountNotZero, Content, enumeration};
use crate::cursor::Cursor;
use crate::fault_bean::ResponseData;
use crate::message::primitive;
use crate::writer::Writer;
use crate::{Malformed, PaRecipient, TRANSFERS_MAX};

/// The request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaGetPaymentV2Req {
    /// Who is asked.
    pub recipient: PaRecipient,
    /// For which notice.
    pub qr_code: NoticeKey,
    /// What the payer is about to pay.
    pub amount: Option<Amount>,
    /// A note of the PSP's, or the id of the creditor's cart.
    pub payment_note: Option<Text<1, 210>>,
    /// To which accounts the money shall go.
    pub transfer_type: Option<TransferType>,
    /// The last day to pay, as the PSP knows it.
    pub due_date: Option<Date>,
}

/// What is to be paid (XSD `ctPaymentPAV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaGetPaymentV2Data {
    /// The creditor's reference.
    pub creditor_reference_id: Iuv,
    /// What is due; not zero.
    pub payment_amount: Amount,
    /// The last day to pay.
    pub due_date: Date,
    /// Until when the creditor keeps the position, in Italian time.
    pub retention_date: Option<DateTime>,
    /// Whether nothing will be due after this payment.
    pub last_payment: Option<bool>,
    /// What is paid for.
    pub description: Text<1, 140>,
    /// The creditor's name.
    pub company_name: Text<1, 140>,
    /// The creditor's office.
    pub office_name: Option<Text<1, 140>>,
    /// Who owes.
    pub debtor: Subject,
    /// To whom the money goes: 1 to 5.
    pub transfer_list: Vec<Transfer>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
}

enumeration! {
    /// To which accounts the money shall go (XSD `stTransferType`).
    TransferType, "transferType" {
        /// To postal accounts.
        Postal = "POSTAL",
        /// To any.
        Pagopa = "PAGOPA",
    }
}

primitive!(
    PaGetPaymentV2,
    PaGetPaymentV2Req,
    PaGetPaymentV2Res,
    PaGetPaymentV2Data
);

impl Content for PaGetPaymentV2Req {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            recipient: PaRecipient::read(cursor)?,
            qr_code: cursor.child("qrCode")?,
            amount: cursor.optional("amount")?,
            payment_note: cursor.optional("paymentNote")?,
            transfer_type: cursor.optional("transferType")?,
            due_date: cursor.optional("dueDate")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        self.recipient.write(out);
        out.child("qrCode", &self.qr_code);
        out.optional("amount", self.amount.as_ref());
        out.optional("paymentNote", self.payment_note.as_ref());
        out.optional("transferType", self.transfer_type.as_ref());
        out.optional("dueDate", self.due_date.as_ref());
    }
}

impl ResponseData for PaGetPaymentV2Data {
    const ELEMENT: Option<&'static str> = Some("data");
}

impl Content for PaGetPaymentV2Data {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            creditor_reference_id: cursor.child("creditorReferenceId")?,
            payment_amount: cursor.child::<AmountNotZero>("paymentAmount")?.into(),
            due_date: cursor.child("dueDate")?,
            retention_date: cursor.optional("retentionDate")?,
            last_payment: cursor.optional("lastPayment")?,
            description: cursor.child("description")?,
            company_name: cursor.child("companyName")?,
            office_name: cursor.optional("officeName")?,
            debtor: cursor.child("debtor")?,
            transfer_list: cursor.list("transferList", "transfer", TRANSFERS_MAX)?,
            metadata: cursor.metadata()?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("creditorReferenceId", &self.creditor_reference_id);
        out.child("paymentAmount", &self.payment_amount);
        out.child("dueDate", &self.due_date);
        out.optional("retentionDate", self.retention_date.as_ref());
        out.optional("lastPayment", self.last_payment.as_ref());
        out.child("description", &self.description);
        out.child("companyName", &self.company_name);
        out.optional("officeName", self.office_name.as_ref());
        out.child("debtor", &self.debtor);
        out.list("transferList", "transfer", &self.transfer_list);
        out.metadata(&self.metadata);
    }
}
