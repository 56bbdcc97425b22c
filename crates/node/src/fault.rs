use domain::{CreditorFiscalCode, FaultCode, PspId};

/// Who raised a fault (`id` of the fault bean).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultEmitter {
    /// `NodoDeiPagamentiSPC`.
    Node,
    /// A creditor.
    Creditor(CreditorFiscalCode),
    /// A PSP.
    Psp(PspId),
}

impl FaultEmitter {
    /// The `id` as it travels.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Node => "NodoDeiPagamentiSPC",
            Self::Creditor(creditor) => creditor.as_str(),
            Self::Psp(psp) => psp.as_str(),
        }
    }
}

/// A fault as a counterparty raised it; its code is passed on unchecked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterpartyFault {
    /// `faultCode`.
    pub code: String,
    /// `faultString`.
    pub string: String,
    /// `description`.
    pub description: Option<String>,
}

/// Why the node refuses (XSD `ctFaultBean`, node sheet §6.1).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct Fault {
    /// The code, which carries its fixed `faultString`.
    pub code: FaultCode,
    /// Who raised it.
    pub emitter: FaultEmitter,
    /// More about it.
    pub description: Option<String>,
    /// The counterparty's own fault, for callers whose broker wants it.
    pub original: Option<Box<CounterpartyFault>>,
}

impl Fault {
    /// A fault of the node that needs no more words.
    #[must_use]
    pub const fn new(code: FaultCode) -> Self {
        Self {
            code,
            emitter: FaultEmitter::Node,
            description: None,
            original: None,
        }
    }

    /// A fault of the node with a description.
    #[must_use]
    pub fn described(code: FaultCode, description: impl Into<String>) -> Self {
        Self {
            description: Some(description.into()),
            ..Self::new(code)
        }
    }
}

impl From<FaultCode> for Fault {
    fn from(code: FaultCode) -> Self {
        Self::new(code)
    }
}

/// The store's failure is told to the log, not to the caller.
impl From<crate::store::StoreError> for Fault {
    fn from(error: crate::store::StoreError) -> Self {
        tracing::error!(
            error = %domain::ErrorChain::new(&error),
            "the request could not be carried out"
        );
        Self::new(FaultCode::SystemError)
    }
}
