//! `pspNotifyPaymentV2`: the node tells a PSP of payments that were started on a touch point of
//! the platform.

use domain::{
    Amount, BundleId, ChannelId, CreditorFiscalCode, Iuv, Metadata, PaymentToken, PspBrokerId,
    PspId, Text,
};
use jiff::civil::DateTime;

use crate::content::Content;
use crate::cursor::Cursor;
use crate::message::primitive;
use crate::writer::Writer;
use crate::{Malformed, NotifiedTransfer, TRANSFERS_MAX};

/// How many payments a notification may have.
pub const PAYMENTS_MAX: usize = 5;

/// The notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PspNotifyPaymentV2Req {
    /// The PSP.
    pub id_psp: PspId,
    /// Its broker.
    pub id_broker_psp: PspBrokerId,
    /// The channel.
    pub id_channel: ChannelId,
    /// The touch point's transaction; at most 35 characters here, 255 in `closePayment`.
    pub transaction_id: Text<1, 35>,
    /// What the payer pays, with the fee.
    pub total_amount: Amount,
    /// The fee.
    pub fee: Amount,
    /// The part of the fee that the creditor bears.
    pub primary_ci_incurred_fee: Option<Amount>,
    /// The PSP's bundle behind the fee.
    pub id_bundle: Option<BundleId>,
    /// The creditor's bundle behind the fee.
    pub id_ci_bundle: Option<BundleId>,
    /// When the payer authorised, in Italian time.
    pub timestamp_operation: DateTime,
    /// The payments: 1 to 5.
    pub payment_list: Vec<NotifiedPayment>,
    /// What the gateway told, key by key; the element is there even when this is empty.
    pub additional_payment_informations: Metadata,
}

/// One payment of a notification (XSD `ctPaymentV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifiedPayment {
    /// Its token.
    pub payment_token: PaymentToken,
    /// What is paid for.
    pub payment_description: Text<1, 140>,
    /// The creditor.
    pub fiscal_code_pa: CreditorFiscalCode,
    /// The creditor's name.
    pub company_name: Text<1, 140>,
    /// The creditor's office.
    pub office_name: Option<Text<1, 140>>,
    /// The creditor's reference.
    pub creditor_reference_id: Iuv,
    /// What is paid, without the fee.
    pub debt_amount: Amount,
    /// To whom the money goes: 1 to 5.
    pub transfer_list: Vec<NotifiedTransfer>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
    /// Whether the platform answered in the creditor's stead.
    pub standin: Option<bool>,
}

primitive!(
    PspNotifyPaymentV2,
    PspNotifyPaymentV2Req,
    PspNotifyPaymentV2Res,
    ()
);

impl Content for PspNotifyPaymentV2Req {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            id_psp: cursor.child("idPSP")?,
            id_broker_psp: cursor.child("idBrokerPSP")?,
            id_channel: cursor.child("idChannel")?,
            transaction_id: cursor.child("transactionId")?,
            total_amount: cursor.child("totalAmount")?,
            fee: cursor.child("fee")?,
            primary_ci_incurred_fee: cursor.optional("primaryCiIncurredFee")?,
            id_bundle: cursor.optional("idBundle")?,
            id_ci_bundle: cursor.optional("idCiBundle")?,
            timestamp_operation: cursor.child("timestampOperation")?,
            payment_list: cursor.list("paymentList", "payment", PAYMENTS_MAX)?,
            additional_payment_informations: cursor
                .child::<AdditionalPaymentInformations>("additionalPaymentInformations")?
                .0,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("idPSP", &self.id_psp);
        out.child("idBrokerPSP", &self.id_broker_psp);
        out.child("idChannel", &self.id_channel);
        out.child("transactionId", &self.transaction_id);
        out.child("totalAmount", &self.total_amount);
        out.child("fee", &self.fee);
        out.optional(
            "primaryCiIncurredFee",
            self.primary_ci_incurred_fee.as_ref(),
        );
        out.optional("idBundle", self.id_bundle.as_ref());
        out.optional("idCiBundle", self.id_ci_bundle.as_ref());
        out.child("timestampOperation", &self.timestamp_operation);
        out.list("paymentList", "payment", &self.payment_list);
        out.element("additionalPaymentInformations", |out| {
            out.metadata(&self.additional_payment_informations);
        });
    }
}

/// XSD `ctAdditionalPaymentInformations`, for reading.
struct AdditionalPaymentInformations(Metadata);

impl Content for AdditionalPaymentInformations {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self(cursor.metadata()?))
    }

    fn write(&self, out: &mut Writer) {
        out.metadata(&self.0);
    }
}

impl Content for NotifiedPayment {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            payment_token: cursor.child("paymentToken")?,
            payment_description: cursor.child("paymentDescription")?,
            fiscal_code_pa: cursor.child("fiscalCodePA")?,
            company_name: cursor.child("companyName")?,
            office_name: cursor.optional("officeName")?,
            creditor_reference_id: cursor.child("creditorReferenceId")?,
            debt_amount: cursor.child("debtAmount")?,
            transfer_list: cursor.list("transferList", "transfer", TRANSFERS_MAX)?,
            metadata: cursor.metadata()?,
            standin: cursor.optional("standin")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("paymentToken", &self.payment_token);
        out.child("paymentDescription", &self.payment_description);
        out.child("fiscalCodePA", &self.fiscal_code_pa);
        out.child("companyName", &self.company_name);
        out.optional("officeName", self.office_name.as_ref());
        out.child("creditorReferenceId", &self.creditor_reference_id);
        out.child("debtAmount", &self.debt_amount);
        out.list("transferList", "transfer", &self.transfer_list);
        out.metadata(&self.metadata);
        out.optional("standin", self.standin.as_ref());
    }
}
