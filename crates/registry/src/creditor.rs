use domain::{CreditorBrokerId, CreditorFiscalCode, Iban, StationId, Text};
use serde::{Deserialize, Serialize};

use crate::{Availability, Password, PrimitiveVersion};

/// A creditor institution (ente creditore, `idPA`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Creditor {
    /// Its fiscal code.
    pub fiscal_code: CreditorFiscalCode,
    /// Its name.
    pub name: Text<1, 140>,
    /// Whether it may be paid.
    #[serde(default)]
    pub availability: Availability,
}

/// The broker, often the creditor itself, that runs stations (`idBrokerPA`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreditorBroker {
    /// Its code, normally a fiscal code.
    pub id: CreditorBrokerId,
    /// Its name.
    pub name: Text<1, 140>,
    /// Whether its stations may be used.
    #[serde(default)]
    pub availability: Availability,
    /// Whether it gets the counterparty's own fault in `original*` fields.
    #[serde(default)]
    pub extended_fault_bean: bool,
}

/// A station: the point at which the node calls a creditor's broker (`idStation`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Station {
    /// Its code, by convention `<broker>_NN`.
    pub id: StationId,
    /// Who runs it.
    pub broker: CreditorBrokerId,
    /// Whether it may be called.
    #[serde(default)]
    pub availability: Availability,
    /// Which primitives it speaks.
    pub primitive_version: PrimitiveVersion,
    /// Where paForNode answers.
    pub target: String,
    /// The password of its own calls to the node.
    pub password: Password,
    /// Milliseconds to wait for an answer instead of the published ones (SANP "Livelli di
    /// servizio": 7 s, receipts 15 s).
    #[serde(default)]
    pub timeout_ms: Option<u32>,
}

/// A creditor's use of a station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StationLink {
    /// Whose notices.
    pub creditor: CreditorFiscalCode,
    /// Which station serves them.
    pub station: StationId,
    /// The first digit of those notices, 0 to 3.
    pub aux_digit: u8,
    /// Two digits, with aux digit 0.
    #[serde(default)]
    pub application_code: Option<u8>,
    /// Two digits, with aux digit 3.
    #[serde(default)]
    pub segregation_code: Option<u8>,
    /// Whether the station gets the receipts of payments in which the creditor is one of several
    /// beneficiaries.
    #[serde(default)]
    pub broadcast: bool,
}

/// An account on which a creditor may be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Account {
    /// Whose it is.
    pub creditor: CreditorFiscalCode,
    /// The account.
    pub iban: Iban,
}
