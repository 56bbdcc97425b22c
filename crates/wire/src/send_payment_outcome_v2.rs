//! `sendPaymentOutcomeV2`: a PSP tells how payments ended (SANP, "Esito del pagamento").

use domain::{Amount, BundleId, IdempotencyKey, Outcome, PaymentToken, Subject};
use jiff::civil::Date;

use crate::content::{Base64Binary, Content, TransferId, enumeration};
use crate::cursor::Cursor;
use crate::message::primitive;
use crate::writer::Writer;
use crate::{Malformed, PspCaller};

/// How many tokens one outcome may be about.
pub const PAYMENT_TOKENS_MAX: usize = 5;
/// How many stamps one outcome may bring.
pub const STAMPS_MAX: usize = 25;

/// The request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendPaymentOutcomeV2Req {
    /// Who tells.
    pub caller: PspCaller,
    /// The caller's key for safe repetition.
    pub idempotency_key: Option<IdempotencyKey>,
    /// Of which payments: 1 to 5.
    pub payment_tokens: Vec<PaymentToken>,
    /// How they ended.
    pub outcome: Outcome,
    /// The particulars; the node wants them with `OK`.
    pub details: Option<OutcomeDetails>,
}

/// How payments were made (XSD `ctOutcomeDetailsV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeDetails {
    /// With what.
    pub payment_method: PaymentMethod,
    /// Through what.
    pub payment_channel: Option<PaymentChannel>,
    /// The fee that the payer paid.
    pub fee: Amount,
    /// The part of the fee that the creditor bears.
    pub primary_ci_incurred_fee: Option<Amount>,
    /// The PSP's bundle behind the fee.
    pub id_bundle: Option<BundleId>,
    /// The creditor's bundle behind the fee.
    pub id_ci_bundle: Option<BundleId>,
    /// Who paid.
    pub payer: Option<Subject>,
    /// When it was paid.
    pub application_date: Date,
    /// When the money goes to the creditors.
    pub transfer_date: Date,
    /// The stamps that were bought: at most 25; left out when empty.
    pub marche_da_bollo: Vec<MarcaDaBollo>,
}

/// A digital stamp that was bought (XSD `ctMarcaDaBollo`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarcaDaBollo {
    /// With which payment.
    pub payment_token: PaymentToken,
    /// For which transfer: 1 to 5.
    pub id_transfer: u8,
    /// The signed stamp, an XML document (`MBDAttachment`).
    pub mbd_attachment: Base64Binary,
}

enumeration! {
    /// With what was paid (XSD `stPaymentMethod`).
    PaymentMethod, "paymentMethod" {
        /// Cash.
        Cash = "cash",
        /// Credit card.
        CreditCard = "creditCard",
        /// Debit card.
        Bancomat = "bancomat",
        /// Something else.
        Other = "other",
    }
}

enumeration! {
    /// Through what was paid (XSD `stPaymentChannel`).
    PaymentChannel, "paymentChannel" {
        /// A counter.
        FrontOffice = "frontOffice",
        /// A cash machine.
        Atm = "atm",
        /// A web site.
        OnLine = "onLine",
        /// An app.
        App = "app",
        /// Something else.
        Other = "other",
    }
}

primitive!(
    SendPaymentOutcomeV2,
    SendPaymentOutcomeV2Req,
    SendPaymentOutcomeV2Res,
    ()
);

impl Content for SendPaymentOutcomeV2Req {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            caller: PspCaller::read(cursor)?,
            idempotency_key: cursor.optional("idempotencyKey")?,
            payment_tokens: cursor.list("paymentTokens", "paymentToken", PAYMENT_TOKENS_MAX)?,
            outcome: cursor.child("outcome")?,
            details: cursor.optional("details")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        self.caller.write(out);
        out.optional("idempotencyKey", self.idempotency_key.as_ref());
        out.list("paymentTokens", "paymentToken", &self.payment_tokens);
        out.child("outcome", &self.outcome);
        out.optional("details", self.details.as_ref());
    }
}

impl Content for OutcomeDetails {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            payment_method: cursor.child("paymentMethod")?,
            payment_channel: cursor.optional("paymentChannel")?,
            fee: cursor.child("fee")?,
            primary_ci_incurred_fee: cursor.optional("primaryCiIncurredFee")?,
            id_bundle: cursor.optional("idBundle")?,
            id_ci_bundle: cursor.optional("idCiBundle")?,
            payer: cursor.optional("payer")?,
            application_date: cursor.child("applicationDate")?,
            transfer_date: cursor.child("transferDate")?,
            marche_da_bollo: cursor.optional_list("marcheDaBollo", "marcaDaBollo", STAMPS_MAX)?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("paymentMethod", &self.payment_method);
        out.optional("paymentChannel", self.payment_channel.as_ref());
        out.child("fee", &self.fee);
        out.optional(
            "primaryCiIncurredFee",
            self.primary_ci_incurred_fee.as_ref(),
        );
        out.optional("idBundle", self.id_bundle.as_ref());
        out.optional("idCiBundle", self.id_ci_bundle.as_ref());
        out.optional("payer", self.payer.as_ref());
        out.child("applicationDate", &self.application_date);
        out.child("transferDate", &self.transfer_date);
        out.list("marcheDaBollo", "marcaDaBollo", &self.marche_da_bollo);
    }
}

impl Content for MarcaDaBollo {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            payment_token: cursor.child("paymentToken")?,
            id_transfer: cursor.child::<TransferId>("idTransfer")?.0,
            mbd_attachment: cursor.child("MBDAttachment")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("paymentToken", &self.payment_token);
        out.child("idTransfer", &TransferId(self.id_transfer));
        out.child("MBDAttachment", &self.mbd_attachment);
    }
}
