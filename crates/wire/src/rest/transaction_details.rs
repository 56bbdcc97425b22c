use std::fmt;

use serde_json::Value;

/// What a touch point tells of its transaction (`TransactionDetails` of `closePayment` v2). The
/// node keeps all of it and reads little. `Debug` hides it: it has personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct TransactionDetails(Value);

impl TransactionDetails {
    /// Accepts an object with the objects `transaction`, `info` and `user`.
    #[must_use]
    pub fn from_json(value: Value) -> Option<Self> {
        let has_parts = ["transaction", "info", "user"]
            .iter()
            .all(|part| value.get(part).is_some_and(Value::is_object));
        has_parts.then_some(Self(value))
    }

    /// The JSON as it came.
    #[must_use]
    pub fn as_json(&self) -> &Value {
        &self.0
    }

    /// The touch point (`info.clientId`).
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.text("/info/clientId")
    }

    /// The touch point's name of the method (`info.type`).
    #[must_use]
    pub fn payment_method_type(&self) -> Option<&str> {
        self.text("/info/type")
    }

    /// The touch point's state of the transaction (`transaction.transactionStatus`).
    #[must_use]
    pub fn transaction_status(&self) -> Option<&str> {
        self.text("/transaction/transactionStatus")
    }

    /// The payment gateway (`transaction.paymentGateway`).
    #[must_use]
    pub fn payment_gateway(&self) -> Option<&str> {
        self.text("/transaction/paymentGateway")
    }

    /// `GUEST` or `REGISTERED` (`user.type`).
    #[must_use]
    pub fn user_type(&self) -> Option<&str> {
        self.text("/user/type")
    }

    /// The user's fiscal code in clear (`user.fiscalCode`).
    #[must_use]
    pub fn user_fiscal_code(&self) -> Option<&str> {
        self.text("/user/fiscalCode")
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        self.0.pointer(pointer)?.as_str()
    }
}

impl fmt::Debug for TransactionDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactionDetails")
            .field("client_id", &self.client_id())
            .finish_non_exhaustive()
    }
}
