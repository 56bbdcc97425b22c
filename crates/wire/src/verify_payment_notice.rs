//! `verifyPaymentNotice`: a PSP asks what is due on a notice (SANP, "Verifica").

use domain::{Amount, CreditorFiscalCode, NoticeKey, Text};
use jiff::civil::Date;

use crate::content::{AmountNotZero, Content, enumeration};
use crate::cursor::Cursor;
use crate::fault_bean::ResponseData;
use crate::message::primitive;
use crate::writer::Writer;
use crate::{Malformed, PspCaller};

/// How many options an answer may have.
pub const PAYMENT_OPTIONS_MAX: usize = 5;

/// The question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyPaymentNoticeReq {
    /// Who asks.
    pub caller: PspCaller,
    /// About which notice.
    pub qr_code: NoticeKey,
}

/// What an answer `OK` carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyPaymentNoticeData {
    /// At most 5; left out when empty.
    pub payment_list: Vec<PaymentOptionDescription>,
    /// What is paid for.
    pub payment_description: Option<Text<1, 210>>,
    /// The creditor.
    pub fiscal_code_pa: Option<CreditorFiscalCode>,
    /// The creditor's name.
    pub company_name: Option<Text<1, 140>>,
    /// The creditor's office.
    pub office_name: Option<Text<1, 140>>,
    /// Whether the platform answers in the creditor's stead.
    pub standin: Option<bool>,
}

/// One way to pay (XSD `ctPaymentOptionDescription`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentOptionDescription {
    /// What is due; not zero.
    pub amount: Amount,
    /// How the paid amount may differ.
    pub options: AmountOption,
    /// The last day to pay.
    pub due_date: Option<Date>,
    /// A note to the payer.
    pub payment_note: Option<Text<1, 210>>,
}

enumeration! {
    /// How the paid amount may differ from the one that is due (XSD `stAmountOption`); only
    /// `EQ` is in use.
    AmountOption, "options" {
        /// It must be the same.
        Eq = "EQ",
        /// It may be less.
        Ls = "LS",
        /// It may be more.
        Gt = "GT",
        /// It may be any.
        Any = "ANY",
    }
}

primitive!(
    VerifyPaymentNotice,
    VerifyPaymentNoticeReq,
    VerifyPaymentNoticeRes,
    VerifyPaymentNoticeData
);

impl Content for VerifyPaymentNoticeReq {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            caller: PspCaller::read(cursor)?,
            qr_code: cursor.child("qrCode")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        self.caller.write(out);
        out.child("qrCode", &self.qr_code);
    }
}

impl ResponseData for VerifyPaymentNoticeData {}

impl Content for VerifyPaymentNoticeData {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            payment_list: cursor.optional_list(
                "paymentList",
                "paymentOptionDescription",
                PAYMENT_OPTIONS_MAX,
            )?,
            payment_description: cursor.optional("paymentDescription")?,
            fiscal_code_pa: cursor.optional("fiscalCodePA")?,
            company_name: cursor.optional("companyName")?,
            office_name: cursor.optional("officeName")?,
            standin: cursor.optional("standin")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.list(
            "paymentList",
            "paymentOptionDescription",
            &self.payment_list,
        );
        out.optional("paymentDescription", self.payment_description.as_ref());
        out.optional("fiscalCodePA", self.fiscal_code_pa.as_ref());
        out.optional("companyName", self.company_name.as_ref());
        out.optional("officeName", self.office_name.as_ref());
        out.optional("standin", self.standin.as_ref());
    }
}

impl Content for PaymentOptionDescription {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            amount: cursor.child::<AmountNotZero>("amount")?.into(),
            options: cursor.child("options")?,
            due_date: cursor.optional("dueDate")?,
            payment_note: cursor.optional("paymentNote")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("amount", &self.amount);
        out.child("options", &self.options);
        out.optional("dueDate", self.due_date.as_ref());
        out.optional("paymentNote", self.payment_note.as_ref());
    }
}
