//! `activatePaymentNoticeV2`: a PSP begins a payment and gets its token (SANP, "Attivazione").

use domain::{
    Amount, BundleId, CreditorFiscalCode, IdempotencyKey, Iuv, Metadata, NoticeKey, PaymentToken,
    Text,
};
use jiff::civil::Date;

use crate::content::{Content, enumeration};
use crate::cursor::Cursor;
use crate::fault_bean::ResponseData;
use crate::message::primitive;
use crate::writer::Writer;
use crate::{ActivatedTransfer, ExpirationTime, Malformed, PspCaller, TRANSFERS_MAX};

/// The request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivatePaymentNoticeV2Req {
    /// Who asks.
    pub caller: PspCaller,
    /// The caller's key for safe repetition.
    pub idempotency_key: Option<IdempotencyKey>,
    /// For which notice.
    pub qr_code: NoticeKey,
    /// How long the token shall be valid.
    pub expiration_time: Option<ExpirationTime>,
    /// What the payer is about to pay.
    pub amount: Amount,
    /// The last day to pay, as the caller knows it.
    pub due_date: Option<Date>,
    /// A note to the creditor.
    pub payment_note: Option<Text<1, 210>>,
    /// How it will be paid, for the suggestion of a fee.
    pub payment_method: Option<PaymentMethodFee>,
    /// Where it will be paid, for the suggestion of a fee.
    pub touch_point: Option<TouchPointFee>,
}

/// What an answer `OK` carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivatePaymentNoticeV2Data {
    /// What the creditor asks for.
    pub total_amount: Option<Amount>,
    /// What is paid for.
    pub payment_description: Option<Text<1, 140>>,
    /// The creditor.
    pub fiscal_code_pa: Option<CreditorFiscalCode>,
    /// The creditor's name.
    pub company_name: Option<Text<1, 140>>,
    /// The creditor's office.
    pub office_name: Option<Text<1, 140>>,
    /// The payment's token.
    pub payment_token: Option<PaymentToken>,
    /// At most 5; left out when empty.
    pub transfer_list: Vec<ActivatedTransfer>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
    /// The creditor's reference.
    pub creditor_reference_id: Option<Iuv>,
    /// The fee that the payer should pay.
    pub suggested_user_fee: Option<Amount>,
    /// The part of the fee that the creditor bears.
    pub suggested_pa_fee: Option<Amount>,
    /// The PSP's bundle behind the fee.
    pub suggested_id_bundle: Option<BundleId>,
    /// The creditor's bundle behind the fee.
    pub suggested_id_ci_bundle: Option<BundleId>,
    /// Whether every transfer goes to a postal account.
    pub all_ccp: Option<bool>,
    /// Whether the platform answers in the creditor's stead.
    pub standin: Option<bool>,
}

enumeration! {
    /// How a payment will be made (XSD `stPaymentMethodFee`).
    PaymentMethodFee, "paymentMethod" {
        /// Treasury bank transfer.
        Bbt = "BBT",
        /// Postal slip.
        Bp = "BP",
        /// Direct debit.
        Ad = "AD",
        /// Payment card.
        Cp = "CP",
        /// At the PSP.
        Po = "PO",
        /// Online banking.
        Obep = "OBEP",
        /// Bancomat Pay.
        Jif = "JIF",
        /// A bank transfer by `MyBank`.
        Mybk = "MYBK",
        /// A `PayPal` account.
        Ppal = "PPAL",
    }
}

enumeration! {
    /// Where a payment will be made (XSD `stTouchpointFee`).
    TouchPointFee, "touchPoint" {
        /// The app IO.
        Io = "IO",
        /// The payment gateway of the first model.
        Wisp = "WISP",
        /// Checkout.
        Checkout = "CHECKOUT",
        /// A PSP in general.
        Psp = "PSP",
        /// A cash machine.
        Atm = "ATM",
        /// A betting shop.
        Betting = "BETTING",
        /// A tobacconist.
        Ts = "TS",
        /// Home banking.
        Hb = "HB",
        /// A card terminal.
        Pos = "POS",
    }
}

primitive!(
    ActivatePaymentNoticeV2,
    ActivatePaymentNoticeV2Req,
    ActivatePaymentNoticeV2Res,
    ActivatePaymentNoticeV2Data
);

impl Content for ActivatePaymentNoticeV2Req {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            caller: PspCaller::read(cursor)?,
            idempotency_key: cursor.optional("idempotencyKey")?,
            qr_code: cursor.child("qrCode")?,
            expiration_time: cursor.optional("expirationTime")?,
            amount: cursor.child("amount")?,
            due_date: cursor.optional("dueDate")?,
            payment_note: cursor.optional("paymentNote")?,
            payment_method: cursor.optional("paymentMethod")?,
            touch_point: cursor.optional("touchPoint")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        self.caller.write(out);
        out.optional("idempotencyKey", self.idempotency_key.as_ref());
        out.child("qrCode", &self.qr_code);
        out.optional("expirationTime", self.expiration_time.as_ref());
        out.child("amount", &self.amount);
        out.optional("dueDate", self.due_date.as_ref());
        out.optional("paymentNote", self.payment_note.as_ref());
        out.optional("paymentMethod", self.payment_method.as_ref());
        out.optional("touchPoint", self.touch_point.as_ref());
    }
}

impl ResponseData for ActivatePaymentNoticeV2Data {}

impl Content for ActivatePaymentNoticeV2Data {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            total_amount: cursor.optional("totalAmount")?,
            payment_description: cursor.optional("paymentDescription")?,
            fiscal_code_pa: cursor.optional("fiscalCodePA")?,
            company_name: cursor.optional("companyName")?,
            office_name: cursor.optional("officeName")?,
            payment_token: cursor.optional("paymentToken")?,
            transfer_list: cursor.optional_list("transferList", "transfer", TRANSFERS_MAX)?,
            metadata: cursor.metadata()?,
            creditor_reference_id: cursor.optional("creditorReferenceId")?,
            suggested_user_fee: cursor.optional("suggestedUserFee")?,
            suggested_pa_fee: cursor.optional("suggestedPaFee")?,
            suggested_id_bundle: cursor.optional("suggestedIdBundle")?,
            suggested_id_ci_bundle: cursor.optional("suggestedIdCiBundle")?,
            all_ccp: cursor.optional("allCCP")?,
            standin: cursor.optional("standin")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.optional("totalAmount", self.total_amount.as_ref());
        out.optional("paymentDescription", self.payment_description.as_ref());
        out.optional("fiscalCodePA", self.fiscal_code_pa.as_ref());
        out.optional("companyName", self.company_name.as_ref());
        out.optional("officeName", self.office_name.as_ref());
        out.optional("paymentToken", self.payment_token.as_ref());
        out.list("transferList", "transfer", &self.transfer_list);
        out.metadata(&self.metadata);
        out.optional("creditorReferenceId", self.creditor_reference_id.as_ref());
        out.optional("suggestedUserFee", self.suggested_user_fee.as_ref());
        out.optional("suggestedPaFee", self.suggested_pa_fee.as_ref());
        out.optional("suggestedIdBundle", self.suggested_id_bundle.as_ref());
        out.optional("suggestedIdCiBundle", self.suggested_id_ci_bundle.as_ref());
        out.optional("allCCP", self.all_ccp.as_ref());
        out.optional("standin", self.standin.as_ref());
    }
}
