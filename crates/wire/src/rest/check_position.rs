//! `checkPosition`: a touch point asks whether 1 to 5 notices can be paid.

use domain::{CreditorFiscalCode, NoticeKey, NoticeNumber, Outcome};
use serde::Serialize;

use crate::rest::InvalidMember;
use crate::rest::object::{Object, to_json};

/// How many notices one question may be about.
pub const POSITIONS_MAX: usize = 5;

/// The question (`CheckPosition`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckPositionReq {
    /// 1 to 5 notices.
    pub positions: Vec<NoticeKey>,
}

impl CheckPositionReq {
    /// Reads a body.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidMember> {
        let positions = Object::from_body(bytes)?
            .objects("positionslist", POSITIONS_MAX)?
            .iter()
            .map(|position| {
                Ok(NoticeKey {
                    creditor: position.string("fiscalCode", CreditorFiscalCode::parse)?,
                    notice_number: position.string("noticeNumber", NoticeNumber::parse)?,
                })
            })
            .collect::<Result<_, InvalidMember>>()?;
        Ok(Self { positions })
    }

    /// Writes a body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let positionslist = self.positions.iter().map(|key| Position {
            fiscal_code: key.creditor.clone(),
            notice_number: key.notice_number.clone(),
            description: None,
        });
        to_json(&Positions {
            positionslist: positionslist.collect(),
        })
    }
}

/// The answer. The contract calls the outcome `esito`, the platform's own tests `outcome`: both
/// are written, either is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckPositionRes {
    /// `OK` when every notice can be paid.
    pub outcome: Outcome,
    /// The notices that cannot, or all.
    pub positions: Vec<CheckedPosition>,
}

/// One notice of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPosition {
    /// The notice.
    pub notice: NoticeKey,
    /// Its state, when it cannot be paid.
    pub description: Option<String>,
}

impl CheckPositionRes {
    /// Reads a body.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidMember> {
        let object = Object::from_body(bytes)?;
        let outcome = object
            .string("outcome", Outcome::parse)
            .or_else(|_| object.string("esito", Outcome::parse))?;
        let positions = object.objects("positionslist", POSITIONS_MAX);
        let positions = positions
            .unwrap_or_default()
            .iter()
            .map(|position| {
                Ok(CheckedPosition {
                    notice: NoticeKey {
                        creditor: position.string("fiscalCode", CreditorFiscalCode::parse)?,
                        notice_number: position.string("noticeNumber", NoticeNumber::parse)?,
                    },
                    description: position.optional_string("description", |text| Ok(text.into()))?,
                })
            })
            .collect::<Result<_, InvalidMember>>()?;
        Ok(Self { outcome, positions })
    }

    /// Writes a body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let positionslist = self.positions.iter().map(|checked| Position {
            fiscal_code: checked.notice.creditor.clone(),
            notice_number: checked.notice.notice_number.clone(),
            description: checked.description.clone(),
        });
        to_json(&Answer {
            outcome: self.outcome,
            esito: self.outcome,
            positionslist: positionslist.collect(),
        })
    }
}

/// The answer with a status of 400 and above. The contract has `error`, the platform's own tests
/// `outcome` and `description`: all are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckPositionError {
    /// Why the question was refused.
    pub description: String,
}

impl CheckPositionError {
    /// Reads a body.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidMember> {
        let object = Object::from_body(bytes)?;
        let text = |name| object.string(name, |text| Ok(text.to_owned()));
        Ok(Self {
            description: text("error").or_else(|_| text("description"))?,
        })
    }

    /// Writes a body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_json(&Refusal {
            outcome: Outcome::Ko,
            error: &self.description,
            description: &self.description,
        })
    }
}

#[derive(Serialize)]
struct Positions {
    positionslist: Vec<Position>,
}

#[derive(Serialize)]
struct Answer {
    outcome: Outcome,
    esito: Outcome,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    positionslist: Vec<Position>,
}

#[derive(Serialize)]
struct Refusal<'a> {
    outcome: Outcome,
    error: &'a str,
    description: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Position {
    fiscal_code: CreditorFiscalCode,
    notice_number: NoticeNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}
