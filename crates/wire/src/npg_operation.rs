//! What the card gateway says of an operation, in its notifications and in the answers about an
//! order (Nexi build API 0.7, `Operation`).

use domain::{Amount, Invalid, ROME, Reason};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::Value;

/// One operation, as far as it is used. Anything else in it is skipped.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NpgOperation {
    /// The order.
    pub order_id: Option<String>,
    /// The gateway's name of the operation.
    pub operation_id: String,
    /// `AUTHORIZATION`, `CAPTURE`, …
    pub operation_type: Option<String>,
    /// `EXECUTED`, `DECLINED`, …
    pub operation_result: String,
    /// An instant, or a local time of Italy without zone: see [`Self::at`].
    pub operation_time: String,
    /// `VISA`, `MYBANK`, …
    pub payment_circuit: Option<String>,
    payment_end_to_end_id: Option<String>,
    operation_amount: Option<String>,
    #[serde(default)]
    additional_data: AdditionalData,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AdditionalData {
    authorization_code: Option<Value>,
    authorization_status: Option<Value>,
    rrn: Option<Value>,
    bpay_end_to_end_id: Option<Value>,
    my_bank_end_to_end_id: Option<Value>,
}

impl NpgOperation {
    /// When it was done.
    pub fn at(&self) -> Result<Timestamp, Invalid> {
        let malformed = |_| Invalid::new("operationTime", Reason::Malformed);
        if let Ok(instant) = self.operation_time.parse::<Timestamp>() {
            return Ok(instant);
        }
        let local: DateTime = self.operation_time.parse().map_err(malformed)?;
        Ok(local.in_tz(ROME).map_err(malformed)?.timestamp())
    }

    /// The amount, when told; it travels as cents.
    pub fn amount(&self) -> Result<Option<Amount>, Invalid> {
        let malformed = |_| Invalid::new("operationAmount", Reason::Malformed);
        let cents = self.operation_amount.as_ref().map(|cents| cents.parse());
        let cents: Option<u64> = cents.transpose().map_err(malformed)?;
        cents.map(Amount::from_cents).transpose()
    }

    /// The authorization code.
    #[must_use]
    pub fn authorization_code(&self) -> Option<String> {
        text(self.additional_data.authorization_code.as_ref())
    }

    /// The issuer's reason.
    #[must_use]
    pub fn authorization_status(&self) -> Option<String> {
        text(self.additional_data.authorization_status.as_ref())
    }

    /// The retrieval reference number.
    #[must_use]
    pub fn rrn(&self) -> Option<String> {
        text(self.additional_data.rrn.as_ref())
    }

    /// The circuit's own name of the payment.
    #[must_use]
    pub fn end_to_end_id(&self) -> Option<String> {
        let own = match self.payment_circuit.as_deref() {
            Some("BANCOMATPAY") => self.additional_data.bpay_end_to_end_id.as_ref(),
            Some("MYBANK") => self.additional_data.my_bank_end_to_end_id.as_ref(),
            _ => None,
        };
        text(own).or_else(|| self.payment_end_to_end_id.clone())
    }
}

/// Values of `additionalData` are text or numbers.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(time: &str) -> NpgOperation {
        serde_json::from_value(serde_json::json!({
            "orderId": "E1", "operationId": "3470744", "operationType": "AUTHORIZATION",
            "operationResult": "EXECUTED", "operationTime": time, "channel": "ECOMMERCE",
            "paymentCircuit": "BANCOMATPAY", "paymentEndToEndId": "e1",
            "operationAmount": "3545", "operationCurrency": "EUR",
            "additionalData": {"authorizationStatus": 0, "bpayEndToEndId": "b1", "threeDS": {}},
        }))
        .unwrap()
    }

    #[test]
    fn times_come_with_and_without_zone() {
        for (text, instant) in [
            ("2022-09-01T01:20:00.001Z", "2022-09-01T01:20:00.001Z"),
            ("2022-09-01 01:20:00+00:00", "2022-09-01T01:20:00Z"),
            ("2022-09-01 01:20:00.5", "2022-08-31T23:20:00.5Z"),
            ("2022-12-01T01:20:00", "2022-12-01T00:20:00Z"),
        ] {
            assert_eq!(
                operation(text).at().unwrap(),
                instant.parse().unwrap(),
                "{text}"
            );
        }
        assert!(operation("yesterday").at().is_err());
    }

    #[test]
    fn an_operation_is_read_with_what_its_circuit_adds() {
        let operation = operation("2022-09-01T01:20:00Z");
        assert_eq!(operation.amount().unwrap().unwrap().cents(), 3545);
        assert_eq!(operation.end_to_end_id().as_deref(), Some("b1"));
        assert_eq!(operation.authorization_status().as_deref(), Some("0"));
        assert_eq!(operation.rrn(), None);
    }
}
