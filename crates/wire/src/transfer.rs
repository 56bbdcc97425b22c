//! The parts of a payment in their four shapes: as the creditor asks for them (`domain::Transfer`),
//! as the node passes them to the PSP that activates, to the PSP that is notified, and in receipts.

use domain::{
    Amount, CreditorFiscalCode, Iban, Metadata, StampRequest, Text, Transfer, TransferDestination,
};

use crate::content::{AmountNotZero, Base64Binary, Content, PspIban, TransferId};
use crate::cursor::Cursor;
use crate::writer::Writer;
use crate::{Malformed, MalformedReason};

/// How many transfers a payment may have.
pub const TRANSFERS_MAX: usize = 5;

/// A transfer in the answer to an activation (`nodeForPsp`, XSD `ctTransferPSPV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivatedTransfer {
    /// 1 to 5.
    pub id_transfer: u8,
    /// Its part of the amount.
    pub transfer_amount: Amount,
    /// The creditor that receives it.
    pub fiscal_code_pa: CreditorFiscalCode,
    /// The creditor's name.
    pub company_name: Option<Text<1, 140>>,
    /// Account or stamp. The schema permits neither; the account must fit PSP messages.
    pub destination: Option<TransferDestination>,
    /// What the account statement says.
    pub remittance_information: Text<1, 140>,
    /// Taxonomy code.
    pub transfer_category: Option<Text<1, 140>>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
}

/// A transfer in a notification to a PSP (`pspForNode`, XSD `ctTransferPSPV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifiedTransfer {
    /// 1 to 5.
    pub id_transfer: u8,
    /// Its part of the amount.
    pub transfer_amount: Amount,
    /// The creditor that receives it.
    pub fiscal_code_pa: CreditorFiscalCode,
    /// The creditor's name.
    pub company_name: Option<Text<1, 140>>,
    /// Account or stamp. The account must fit PSP messages.
    pub destination: TransferDestination,
    /// What the account statement says.
    pub remittance_information: Text<1, 140>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
}

/// A transfer in a receipt (`paForNode`, XSD `ctTransferPAReceiptV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptTransfer {
    /// 1 to 5.
    pub id_transfer: u8,
    /// Its part of the amount; not zero.
    pub transfer_amount: Amount,
    /// The creditor that received it.
    pub fiscal_code_pa: CreditorFiscalCode,
    /// The creditor's name.
    pub company_name: Option<Text<1, 140>>,
    /// Account or stamp.
    pub destination: ReceiptDestination,
    /// What the account statement says.
    pub remittance_information: Text<1, 140>,
    /// Taxonomy code.
    pub transfer_category: Text<1, 140>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
}

/// Where a transfer's money went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptDestination {
    /// To an account.
    Iban(Iban),
    /// To the revenue agency: the signed stamp (`MBDAttachment`).
    Stamp(Base64Binary),
}

/// What all transfers begin with.
struct Head {
    id_transfer: u8,
    transfer_amount: Amount,
    fiscal_code_pa: CreditorFiscalCode,
    company_name: Option<Text<1, 140>>,
}

impl Head {
    fn read<A: Content + Into<Amount>>(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            id_transfer: cursor.child::<TransferId>("idTransfer")?.0,
            transfer_amount: cursor.child::<A>("transferAmount")?.into(),
            fiscal_code_pa: cursor.child("fiscalCodePA")?,
            company_name: cursor.optional("companyName")?,
        })
    }

    fn write(
        out: &mut Writer,
        id: u8,
        amount: Amount,
        creditor: &CreditorFiscalCode,
        company: Option<&Text<1, 140>>,
    ) {
        out.child("idTransfer", &TransferId(id));
        out.child("transferAmount", &amount);
        out.child("fiscalCodePA", creditor);
        out.optional("companyName", company);
    }
}

impl From<AmountNotZero> for Amount {
    fn from(amount: AmountNotZero) -> Self {
        amount.0
    }
}

impl From<PspIban> for Iban {
    fn from(iban: PspIban) -> Self {
        iban.0
    }
}

/// The choice of `IBAN` and `richiestaMarcaDaBollo`, if one of them is next.
fn read_destination<I: Content + Into<Iban>>(
    cursor: &mut Cursor<'_>,
) -> Result<Option<TransferDestination>, Malformed> {
    if let Some(iban) = cursor.optional::<I>("IBAN")? {
        return Ok(Some(TransferDestination::Iban(iban.into())));
    }
    let stamp: Option<StampRequest> = cursor.optional("richiestaMarcaDaBollo")?;
    Ok(stamp.map(TransferDestination::Stamp))
}

fn write_destination(out: &mut Writer, destination: &TransferDestination) {
    match destination {
        TransferDestination::Iban(iban) => out.child("IBAN", iban),
        TransferDestination::Stamp(stamp) => out.child("richiestaMarcaDaBollo", stamp),
    }
}

impl Content for ActivatedTransfer {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let head = Head::read::<Amount>(cursor)?;
        Ok(Self {
            id_transfer: head.id_transfer,
            transfer_amount: head.transfer_amount,
            fiscal_code_pa: head.fiscal_code_pa,
            company_name: head.company_name,
            destination: read_destination::<PspIban>(cursor)?,
            remittance_information: cursor.child("remittanceInformation")?,
            transfer_category: cursor.optional("transferCategory")?,
            metadata: cursor.metadata()?,
        })
    }

    fn write(&self, out: &mut Writer) {
        let company = self.company_name.as_ref();
        let (id, amount) = (self.id_transfer, self.transfer_amount);
        Head::write(out, id, amount, &self.fiscal_code_pa, company);
        if let Some(destination) = &self.destination {
            write_destination(out, destination);
        }
        out.child("remittanceInformation", &self.remittance_information);
        out.optional("transferCategory", self.transfer_category.as_ref());
        out.metadata(&self.metadata);
    }
}

impl Content for NotifiedTransfer {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let head = Head::read::<Amount>(cursor)?;
        Ok(Self {
            id_transfer: head.id_transfer,
            transfer_amount: head.transfer_amount,
            fiscal_code_pa: head.fiscal_code_pa,
            company_name: head.company_name,
            destination: read_destination::<PspIban>(cursor)?
                .ok_or_else(|| cursor.error(MalformedReason::Missing))?,
            remittance_information: cursor.child("remittanceInformation")?,
            metadata: cursor.metadata()?,
        })
    }

    fn write(&self, out: &mut Writer) {
        let company = self.company_name.as_ref();
        let (id, amount) = (self.id_transfer, self.transfer_amount);
        Head::write(out, id, amount, &self.fiscal_code_pa, company);
        write_destination(out, &self.destination);
        out.child("remittanceInformation", &self.remittance_information);
        out.metadata(&self.metadata);
    }
}

/// XSD `ctTransferPAV2`: as the creditor asks.
impl Content for Transfer {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let head = Head::read::<AmountNotZero>(cursor)?;
        Ok(Self {
            id: head.id_transfer,
            amount: head.transfer_amount,
            creditor: head.fiscal_code_pa,
            company_name: head.company_name,
            destination: read_destination::<Iban>(cursor)?
                .ok_or_else(|| cursor.error(MalformedReason::Missing))?,
            remittance_information: cursor.child("remittanceInformation")?,
            category: cursor.child("transferCategory")?,
            metadata: cursor.metadata()?,
        })
    }

    fn write(&self, out: &mut Writer) {
        let company = self.company_name.as_ref();
        Head::write(out, self.id, self.amount, &self.creditor, company);
        write_destination(out, &self.destination);
        out.child("remittanceInformation", &self.remittance_information);
        out.child("transferCategory", &self.category);
        out.metadata(&self.metadata);
    }
}

impl ReceiptDestination {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        if let Some(iban) = cursor.optional("IBAN")? {
            return Ok(Self::Iban(iban));
        }
        match cursor.optional("MBDAttachment")? {
            Some(stamp) => Ok(Self::Stamp(stamp)),
            None => Err(cursor.error(MalformedReason::Missing)),
        }
    }
}

impl Content for ReceiptTransfer {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let head = Head::read::<AmountNotZero>(cursor)?;
        Ok(Self {
            id_transfer: head.id_transfer,
            transfer_amount: head.transfer_amount,
            fiscal_code_pa: head.fiscal_code_pa,
            company_name: head.company_name,
            destination: ReceiptDestination::read(cursor)?,
            remittance_information: cursor.child("remittanceInformation")?,
            transfer_category: cursor.child("transferCategory")?,
            metadata: cursor.metadata()?,
        })
    }

    fn write(&self, out: &mut Writer) {
        let company = self.company_name.as_ref();
        let (id, amount) = (self.id_transfer, self.transfer_amount);
        Head::write(out, id, amount, &self.fiscal_code_pa, company);
        match &self.destination {
            ReceiptDestination::Iban(iban) => out.child("IBAN", iban),
            ReceiptDestination::Stamp(stamp) => out.child("MBDAttachment", stamp),
        }
        out.child("remittanceInformation", &self.remittance_information);
        out.child("transferCategory", &self.transfer_category);
        out.metadata(&self.metadata);
    }
}
