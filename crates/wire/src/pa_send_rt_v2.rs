//! `paSendRTV2`: the node gives a creditor the receipt of a payment (SANP, "Ricevuta").

use domain::{
    Amount, BundleId, ChannelId, CreditorFiscalCode, Iuv, Metadata, NoticeNumber, Outcome,
    PaymentToken, PspId, Subject, Text,
};
use jiff::civil::{Date, DateTime};

use crate::content::Content;
use crate::cursor::Cursor;
use crate::message::primitive;
use crate::writer::Writer;
use crate::{Malformed, PaRecipient, ReceiptTransfer, TRANSFERS_MAX};

/// The request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaSendRtV2Req {
    /// Who gets the receipt.
    pub recipient: PaRecipient,
    /// The receipt.
    pub receipt: ReceiptV2,
}

/// A receipt (XSD `ctReceiptV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptV2 {
    /// The payment's token. The schema has any string; the platform has no other receipts.
    pub receipt_id: PaymentToken,
    /// The notice.
    pub notice_number: NoticeNumber,
    /// The notice's creditor.
    pub fiscal_code: CreditorFiscalCode,
    /// How the payment ended.
    pub outcome: Outcome,
    /// The creditor's reference.
    pub creditor_reference_id: Iuv,
    /// What was paid, without the fee.
    pub payment_amount: Amount,
    /// What was paid for.
    pub description: Text<1, 140>,
    /// The creditor's name.
    pub company_name: Text<1, 140>,
    /// The creditor's office.
    pub office_name: Option<Text<1, 140>>,
    /// Who owed.
    pub debtor: Subject,
    /// To whom the money goes: 1 to 5.
    pub transfer_list: Vec<ReceiptTransfer>,
    /// The PSP.
    pub id_psp: PspId,
    /// The PSP's fiscal code.
    pub psp_fiscal_code: Option<Text<1, 70>>,
    /// The PSP's VAT number.
    pub psp_partita_iva: Option<Text<1, 20>>,
    /// The PSP's name.
    pub psp_company_name: Text<1, 70>,
    /// The channel.
    pub id_channel: ChannelId,
    /// What kind of channel it is: the outcome's `paymentChannel`, `NA` or `WISP`.
    pub channel_description: Text<1, 35>,
    /// Who paid.
    pub payer: Option<Subject>,
    /// With what.
    pub payment_method: Option<Text<1, 35>>,
    /// The note of the activation.
    pub payment_note: Option<Text<1, 210>>,
    /// The fee that the payer paid.
    pub fee: Option<Amount>,
    /// The part of the fee that the creditor bears.
    pub primary_ci_incurred_fee: Option<Amount>,
    /// The PSP's bundle behind the fee.
    pub id_bundle: Option<BundleId>,
    /// The creditor's bundle behind the fee.
    pub id_ci_bundle: Option<BundleId>,
    /// When it was paid, in Italian time.
    pub payment_date_time: Option<DateTime>,
    /// On which day it was paid.
    pub application_date: Option<Date>,
    /// On which day the money goes to the creditors.
    pub transfer_date: Option<Date>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
    /// Whether the platform answered in the creditor's stead.
    pub stand_in: Option<bool>,
}

primitive!(PaSendRtV2, PaSendRtV2Req, PaSendRtV2Res, ());

impl Content for PaSendRtV2Req {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            recipient: PaRecipient::read(cursor)?,
            receipt: cursor.child("receipt")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        self.recipient.write(out);
        out.child("receipt", &self.receipt);
    }
}

impl Content for ReceiptV2 {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            receipt_id: cursor.child("receiptId")?,
            notice_number: cursor.child("noticeNumber")?,
            fiscal_code: cursor.child("fiscalCode")?,
            outcome: cursor.child("outcome")?,
            creditor_reference_id: cursor.child("creditorReferenceId")?,
            payment_amount: cursor.child("paymentAmount")?,
            description: cursor.child("description")?,
            company_name: cursor.child("companyName")?,
            office_name: cursor.optional("officeName")?,
            debtor: cursor.child("debtor")?,
            transfer_list: cursor.list("transferList", "transfer", TRANSFERS_MAX)?,
            id_psp: cursor.child("idPSP")?,
            psp_fiscal_code: cursor.optional("pspFiscalCode")?,
            psp_partita_iva: cursor.optional("pspPartitaIVA")?,
            psp_company_name: cursor.child("PSPCompanyName")?,
            id_channel: cursor.child("idChannel")?,
            channel_description: cursor.child("channelDescription")?,
            payer: cursor.optional("payer")?,
            payment_method: cursor.optional("paymentMethod")?,
            payment_note: cursor.optional("paymentNote")?,
            fee: cursor.optional("fee")?,
            primary_ci_incurred_fee: cursor.optional("primaryCiIncurredFee")?,
            id_bundle: cursor.optional("idBundle")?,
            id_ci_bundle: cursor.optional("idCiBundle")?,
            payment_date_time: cursor.optional("paymentDateTime")?,
            application_date: cursor.optional("applicationDate")?,
            transfer_date: cursor.optional("transferDate")?,
            metadata: cursor.metadata()?,
            stand_in: cursor.optional("standIn")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("receiptId", &self.receipt_id);
        out.child("noticeNumber", &self.notice_number);
        out.child("fiscalCode", &self.fiscal_code);
        out.child("outcome", &self.outcome);
        out.child("creditorReferenceId", &self.creditor_reference_id);
        out.child("paymentAmount", &self.payment_amount);
        out.child("description", &self.description);
        out.child("companyName", &self.company_name);
        out.optional("officeName", self.office_name.as_ref());
        out.child("debtor", &self.debtor);
        out.list("transferList", "transfer", &self.transfer_list);
        out.child("idPSP", &self.id_psp);
        out.optional("pspFiscalCode", self.psp_fiscal_code.as_ref());
        out.optional("pspPartitaIVA", self.psp_partita_iva.as_ref());
        out.child("PSPCompanyName", &self.psp_company_name);
        out.child("idChannel", &self.id_channel);
        out.child("channelDescription", &self.channel_description);
        out.optional("payer", self.payer.as_ref());
        out.optional("paymentMethod", self.payment_method.as_ref());
        out.optional("paymentNote", self.payment_note.as_ref());
        out.optional("fee", self.fee.as_ref());
        out.optional(
            "primaryCiIncurredFee",
            self.primary_ci_incurred_fee.as_ref(),
        );
        out.optional("idBundle", self.id_bundle.as_ref());
        out.optional("idCiBundle", self.id_ci_bundle.as_ref());
        out.optional("paymentDateTime", self.payment_date_time.as_ref());
        out.optional("applicationDate", self.application_date.as_ref());
        out.optional("transferDate", self.transfer_date.as_ref());
        out.metadata(&self.metadata);
        out.optional("standIn", self.stand_in.as_ref());
    }
}
