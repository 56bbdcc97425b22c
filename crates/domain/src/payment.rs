//! What is paid: notices, subjects, transfers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Amount, CreditorFiscalCode, FiscalCode, Iban, Invalid, NoticeNumber, Reason, Text};

/// A notice of a creditor: the name of a payment position everywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NoticeKey {
    /// The creditor.
    pub creditor: CreditorFiscalCode,
    /// The notice.
    pub notice_number: NoticeNumber,
}

impl NoticeKey {
    /// Reads the 29 digits of an `rptId`: creditor (11) and notice number (18).
    pub fn from_rpt_id(rpt_id: &str) -> Result<Self, Invalid> {
        let malformed = Invalid::new("rptId", Reason::Malformed);
        let (creditor, notice) = rpt_id.split_at_checked(11).ok_or(malformed)?;
        Ok(Self {
            creditor: CreditorFiscalCode::parse(creditor)?,
            notice_number: NoticeNumber::parse(notice)?,
        })
    }

    /// The 29 digits of the `rptId`.
    #[must_use]
    pub fn rpt_id(&self) -> String {
        format!("{}{}", self.creditor, self.notice_number)
    }
}

impl fmt::Display for NoticeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.creditor, self.notice_number)
    }
}

/// The outcome of a message (XSD `stOutcome`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Outcome {
    /// It went well.
    Ok,
    /// It did not.
    Ko,
}

impl Outcome {
    /// `OK` or `KO`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Ko => "KO",
        }
    }

    /// Reads `OK` or `KO`.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        match value {
            "OK" => Ok(Self::Ok),
            "KO" => Ok(Self::Ko),
            _ => Err(Invalid::new("outcome", Reason::Malformed)),
        }
    }
}

/// Natural or legal person (`entityUniqueIdentifierType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SubjectKind {
    /// A natural person.
    F,
    /// A legal person.
    G,
}

/// A debtor or payer (XSD `ctSubject`). `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// Natural or legal person.
    pub kind: SubjectKind,
    /// Fiscal code, VAT number or `ANONIMO`: 2 to 16 characters.
    pub identifier: Text<2, 16>,
    /// Name, or name of the company.
    pub full_name: Text<1, 70>,
    /// Street.
    pub street_name: Option<Text<1, 70>>,
    /// House number.
    pub civic_number: Option<Text<1, 16>>,
    /// Postal code.
    pub postal_code: Option<Text<1, 16>>,
    /// City.
    pub city: Option<Text<1, 35>>,
    /// Province or region.
    pub state_province_region: Option<Text<1, 35>>,
    /// Two capital letters.
    pub country: Option<String>,
    /// Mail address of the form of XSD `stEMail`.
    pub email: Option<String>,
}

impl Subject {
    /// The identifier as a fiscal code, if it is one.
    #[must_use]
    pub fn fiscal_code(&self) -> Option<FiscalCode> {
        FiscalCode::parse(self.identifier.as_str()).ok()
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// One key of a metadata list (XSD `ctMapEntry`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataEntry {
    /// 1 to 140 characters.
    pub key: Text<1, 140>,
    /// 1 to 140 characters.
    pub value: Text<1, 140>,
}

/// 1 to 15 entries when present (XSD `ctMetadata`).
pub type Metadata = Vec<MetadataEntry>;

/// The request of a digital stamp (XSD `ctRichiestaMarcaDaBollo`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StampRequest {
    /// Base64 of the document's SHA-256, 4 to 72 characters.
    pub document_hash: String,
    /// Always `01`.
    pub stamp_type: String,
    /// Province of residence, two letters.
    pub province: String,
}

/// Where a transfer's money goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TransferDestination {
    /// To an account.
    Iban(Iban),
    /// To the revenue agency, for a digital stamp.
    Stamp(StampRequest),
}

/// One of the 1 to 5 transfers into which a notice's amount is split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transfer {
    /// 1 to 5.
    pub id: u8,
    /// Its part of the amount.
    pub amount: Amount,
    /// The creditor that receives it.
    pub creditor: CreditorFiscalCode,
    /// The creditor's name.
    pub company_name: Option<Text<1, 140>>,
    /// Account or stamp.
    pub destination: TransferDestination,
    /// What the account statement says.
    pub remittance_information: Text<1, 140>,
    /// Taxonomy code.
    pub category: Text<1, 140>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rpt_id_is_creditor_and_notice() {
        let key = NoticeKey::from_rpt_id("77777777777302000000001234559").unwrap();
        assert_eq!(key.rpt_id(), "77777777777302000000001234559");
        assert_eq!(key.creditor.as_str(), "77777777777");
        for bad in [
            "",
            "7777777777",
            "777777777773020000000012345591",
            "èèèèèèèèèèèèèèè",
        ] {
            assert!(NoticeKey::from_rpt_id(bad).is_err(), "{bad}");
        }
    }
}
