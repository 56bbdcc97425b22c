//! `paVerifyPaymentNotice`: the node asks a creditor what is due on a notice.

use domain::{Amount, CreditorFiscalCode, NoticeKey, Text};
use jiff::civil::Date;

use crate::content::{AmountNotZero, Content};
use crate::cursor::Cursor;
use crate::fault_bean::ResponseData;
use crate::message::primitive;
use crate::writer::Writer;
use crate::{AmountOption, Malformed, PaRecipient};

/// The question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaVerifyPaymentNoticeReq {
    /// Who is asked.
    pub recipient: PaRecipient,
    /// About which notice.
    pub qr_code: NoticeKey,
}

/// What an answer `OK` carries. The schema makes all of it optional; the node does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaVerifyPaymentNoticeData {
    /// What is due. The schema's list has exactly one option.
    pub payment_list: Option<PaPaymentOptionDescription>,
    /// What is paid for.
    pub payment_description: Option<Text<1, 140>>,
    /// The creditor.
    pub fiscal_code_pa: Option<CreditorFiscalCode>,
    /// The creditor's name.
    pub company_name: Option<Text<1, 140>>,
    /// The creditor's office.
    pub office_name: Option<Text<1, 140>>,
}

/// One way to pay (XSD `ctPaymentOptionDescriptionPA`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaPaymentOptionDescription {
    /// What is due; not zero.
    pub amount: Amount,
    /// How the paid amount may differ.
    pub options: AmountOption,
    /// The last day to pay.
    pub due_date: Option<Date>,
    /// What is paid for, in detail.
    pub detail_description: Option<Text<1, 140>>,
    /// Whether every transfer can go to a postal account.
    pub all_ccp: bool,
}

primitive!(
    PaVerifyPaymentNotice,
    PaVerifyPaymentNoticeReq,
    PaVerifyPaymentNoticeRes,
    PaVerifyPaymentNoticeData
);

impl Content for PaVerifyPaymentNoticeReq {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            recipient: PaRecipient::read(cursor)?,
            qr_code: cursor.child("qrCode")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        self.recipient.write(out);
        out.child("qrCode", &self.qr_code);
    }
}

impl ResponseData for PaVerifyPaymentNoticeData {}

impl Content for PaVerifyPaymentNoticeData {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            payment_list: cursor
                .optional_list("paymentList", "paymentOptionDescription", 1)?
                .pop(),
            payment_description: cursor.optional("paymentDescription")?,
            fiscal_code_pa: cursor.optional("fiscalCodePA")?,
            company_name: cursor.optional("companyName")?,
            office_name: cursor.optional("officeName")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.list(
            "paymentList",
            "paymentOptionDescription",
            self.payment_list.as_slice(),
        );
        out.optional("paymentDescription", self.payment_description.as_ref());
        out.optional("fiscalCodePA", self.fiscal_code_pa.as_ref());
        out.optional("companyName", self.company_name.as_ref());
        out.optional("officeName", self.office_name.as_ref());
    }
}

impl Content for PaPaymentOptionDescription {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            amount: cursor.child::<AmountNotZero>("amount")?.into(),
            options: cursor.child("options")?,
            due_date: cursor.optional("dueDate")?,
            detail_description: cursor.optional("detailDescription")?,
            all_ccp: cursor.child("allCCP")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("amount", &self.amount);
        out.child("options", &self.options);
        out.optional("dueDate", self.due_date.as_ref());
        out.optional("detailDescription", self.detail_description.as_ref());
        out.child("allCCP", &self.all_ccp);
    }
}
