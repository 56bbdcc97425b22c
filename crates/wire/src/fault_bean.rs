use std::fmt;

use domain::{FaultCode, Outcome};

use crate::content::Content;
use crate::cursor::Cursor;
use crate::writer::Writer;
use crate::{Malformed, MalformedReason};

/// The `id` of a fault that the node itself raises.
pub const NODE_FAULT_ID: &str = "NodoDeiPagamentiSPC";

/// Why a request was refused (XSD `ctFaultBean`). Codes of counterparties are free text. `Debug`
/// leaves the descriptions out: partners put personal data there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FaultBean {
    /// The code: `PPT_…`, `PAA_…`, `CANALE_…`.
    pub fault_code: String,
    /// The fixed text of the code.
    pub fault_string: String,
    /// Who raised it: [`NODE_FAULT_ID`], the creditor's fiscal code or the PSP's id.
    pub id: String,
    /// The particulars.
    pub description: Option<String>,
    /// A number that the schema provides and nobody uses.
    pub serial: Option<i32>,
    /// The counterparty's code.
    pub original_fault_code: Option<String>,
    /// The counterparty's fixed text.
    pub original_fault_string: Option<String>,
    /// The counterparty's particulars.
    pub original_description: Option<String>,
}

impl FaultBean {
    /// A fault of the node, with the code's text; `description` has the particulars.
    #[must_use]
    pub fn of_node(code: FaultCode, description: Option<String>) -> Self {
        Self {
            fault_code: code.as_str().into(),
            fault_string: code.fault_string().into(),
            id: NODE_FAULT_ID.into(),
            description,
            ..Self::default()
        }
    }

    /// `ctResponse` with outcome `KO`.
    pub(crate) fn write_response(&self, out: &mut Writer) {
        out.child("outcome", &Outcome::Ko);
        out.child("fault", self);
    }
}

impl fmt::Debug for FaultBean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultBean")
            .field("fault_code", &self.fault_code)
            .field("id", &self.id)
            .field("original_fault_code", &self.original_fault_code)
            .finish_non_exhaustive()
    }
}

impl Content for FaultBean {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            fault_code: cursor.child("faultCode")?,
            fault_string: cursor.child("faultString")?,
            id: cursor.child("id")?,
            description: cursor.optional("description")?,
            serial: cursor.optional("serial")?,
            original_fault_code: cursor.optional("originalFaultCode")?,
            original_fault_string: cursor.optional("originalFaultString")?,
            original_description: cursor.optional("originalDescription")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("faultCode", &self.fault_code);
        out.child("faultString", &self.fault_string);
        out.child("id", &self.id);
        out.optional("description", self.description.as_ref());
        out.optional("serial", self.serial.as_ref());
        out.optional("originalFaultCode", self.original_fault_code.as_ref());
        out.optional("originalFaultString", self.original_fault_string.as_ref());
        out.optional("originalDescription", self.original_description.as_ref());
    }
}

/// What a response `OK` has beside its outcome.
pub(crate) trait ResponseData: Content {
    /// The element around it, which the schema makes optional and `OK` needs.
    const ELEMENT: Option<&'static str> = None;
}

/// A response (XSD `ctResponse`, extended by what `T` has): `OK` comes without a fault and `KO`
/// with one. Data beside a fault is read, as the schema demands, and dropped.
impl<T: ResponseData> Content for Result<T, Box<FaultBean>> {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let outcome: Outcome = cursor.child("outcome")?;
        let fault: Option<FaultBean> = cursor.optional("fault")?;
        let data = match T::ELEMENT {
            Some(element) => cursor.optional(element)?,
            None => Some(T::read(cursor)?),
        };
        match (outcome, fault, data) {
            (Outcome::Ok, None, Some(data)) => Ok(Ok(data)),
            (Outcome::Ko, Some(fault), _) => Ok(Err(Box::new(fault))),
            (Outcome::Ok, None, None) => Err(cursor.error(MalformedReason::Missing)),
            (Outcome::Ok, Some(_), _) | (Outcome::Ko, None, _) => {
                Err(cursor.error(MalformedReason::Outcome))
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Ok(data) => {
                out.child("outcome", &Outcome::Ok);
                match T::ELEMENT {
                    Some(element) => out.child(element, data),
                    None => data.write(out),
                }
            }
            Err(fault) => fault.write_response(out),
        }
    }
}

/// A response without data.
impl Content for () {
    fn read(_: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(())
    }

    fn write(&self, _: &mut Writer) {}
}

impl ResponseData for () {}
