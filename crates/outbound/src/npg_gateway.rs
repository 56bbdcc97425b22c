use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use checkout::{
    BuildSession, BuiltSession, CardData, Gateway, GatewayError, GatewayOperation,
    GatewaySessionId, HostedField, OrderRef, PaymentMethod, Refund, RefundRequest, SessionRef,
    SessionState,
};
use domain::{Amount, ErrorChain, PspId, Random};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::counterparty::{Call, Counterparties, CounterpartyError};
use crate::http_client::{Pooling, Response};
use crate::npg_message::{
    BuildOrder, BuildResponse, CardDataResponse, ConfirmPayment, ErrorResponse, OrderResponse,
    RefundBody, RefundResponse, StateResponse, gateway_operation,
};

/// The longest answer of the gateway that is read, in bytes.
pub const NPG_BODY_BYTES_MAX: usize = 256 * 1024;

/// A key of the gateway. `Debug` hides it.
#[derive(Clone)]
pub struct ApiKey(HeaderValue);

impl ApiKey {
    /// Accepts what fits into a header.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let mut value = HeaderValue::from_str(value).ok()?;
        value.set_sensitive(true);
        Some(Self(value))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}

/// How the gateway is reached.
#[derive(Clone, Debug)]
pub struct NpgSettings {
    /// What stands before `/psp/api/v1`.
    pub base_url: String,
    /// The key for calls that have none of their own.
    pub default_key: ApiKey,
    /// Keys by payment method and PSP.
    pub keys: HashMap<(PaymentMethod, PspId), ApiKey>,
    /// How long one call may take.
    pub timeout: Duration,
}

/// The card gateway over its HTTP interface (Nexi build API 0.7).
pub struct NpgGateway {
    counterparties: Arc<Counterparties>,
    random: Arc<dyn Random>,
    settings: NpgSettings,
}

impl NpgGateway {
    /// A client of the gateway.
    #[must_use]
    pub fn new(
        counterparties: Arc<Counterparties>,
        random: Arc<dyn Random>,
        settings: NpgSettings,
    ) -> Self {
        Self {
            counterparties,
            random,
            settings,
        }
    }

    fn key(&self, method: &PaymentMethod, psp: &PspId) -> HeaderValue {
        let own = self.settings.keys.get(&(method.clone(), psp.clone()));
        own.unwrap_or(&self.settings.default_key).0.clone()
    }

    async fn get<T: DeserializeOwned>(&self, question: Question<'_>) -> Result<T, GatewayError> {
        read(&self.call(Method::GET, question, Vec::new()).await?)
    }

    async fn post<T: DeserializeOwned>(
        &self,
        question: Question<'_>,
        body: &impl serde::Serialize,
    ) -> Result<T, GatewayError> {
        let body = serde_json::to_vec(body).map_err(|_| GatewayError::Unavailable)?;
        read(&self.call(Method::POST, question, body).await?)
    }

    async fn call(
        &self,
        method: Method,
        question: Question<'_>,
        body: Vec<u8>,
    ) -> Result<Response, GatewayError> {
        let segments = [&["psp", "api", "v1"], question.path].concat();
        let target = self
            .counterparties
            .target(&self.settings.base_url)
            .map_err(unavailable)?
            .below(&segments, question.query);
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if !body.is_empty() {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            );
        }
        headers.insert(HeaderName::from_static("x-api-key"), question.key);
        if let Ok(id) = HeaderValue::from_str(&self.correlation_id()) {
            headers.insert(HeaderName::from_static("correlation-id"), id);
        }
        if let Some(key) = question.idempotency_key {
            let key = HeaderValue::from_str(key).map_err(|_| GatewayError::Unavailable)?;
            headers.insert(HeaderName::from_static("idempotency-key"), key);
        }
        let call = Call {
            name: "NPG",
            target,
            // A confirmation must never be in doubt because of a kept connection.
            pooling: Pooling::Fresh,
            method,
            headers,
            body,
            timeout: self.settings.timeout,
            body_bytes_max: NPG_BODY_BYTES_MAX,
        };
        self.counterparties.call(call).await.map_err(unavailable)
    }

    fn correlation_id(&self) -> String {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }
}

/// What distinguishes one call from another.
struct Question<'a> {
    path: &'a [&'a str],
    query: &'a [(&'a str, &'a str)],
    key: HeaderValue,
    idempotency_key: Option<&'a str>,
}

impl<'a> Question<'a> {
    const fn new(path: &'a [&'a str], key: HeaderValue) -> Self {
        Self {
            path,
            query: &[],
            key,
            idempotency_key: None,
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn unavailable(error: CounterpartyError) -> GatewayError {
    tracing::warn!(
        error = %ErrorChain::new(&error),
        "the card gateway gave no answer"
    );
    GatewayError::Unavailable
}

fn read<T: DeserializeOwned>(response: &Response) -> Result<T, GatewayError> {
    let status = response.status;
    if status.is_success() {
        return serde_json::from_slice(&response.body).map_err(|error| {
            tracing::warn!(error = %error, "the card gateway's answer cannot be read");
            GatewayError::Unavailable
        });
    }
    if status == StatusCode::NOT_FOUND {
        return Err(GatewayError::NotFound);
    }
    let is_final = status.is_client_error()
        && status != StatusCode::REQUEST_TIMEOUT
        && status != StatusCode::TOO_MANY_REQUESTS;
    if !is_final {
        tracing::warn!("the card gateway answered with status {status}");
        return Err(GatewayError::Unavailable);
    }
    let code = serde_json::from_slice::<ErrorResponse>(&response.body)
        .ok()
        .and_then(|body| body.errors.into_iter().next()?.code);
    Err(GatewayError::Refused {
        status: status.as_u16(),
        code,
    })
}

/// `paymentService` of a payment method.
fn payment_service(method: &PaymentMethod) -> Result<&'static str, GatewayError> {
    match method.as_str() {
        "CP" => Ok("CARDS"),
        "PPAL" => Ok("PAYPAL"),
        "MYBK" => Ok("MYBANK"),
        "BPAY" => Ok("BANCOMATPAY"),
        "SATY" => Ok("SATISPAY_DIRECT"),
        "APPL" => Ok("APPLEPAY"),
        "GOOG" => Ok("GOOGLEPAY"),
        // Nothing is asked of the gateway, so nothing will be done.
        _ => Err(GatewayError::Refused {
            status: StatusCode::BAD_REQUEST.as_u16(),
            code: None,
        }),
    }
}

fn session_state(response: StateResponse) -> Result<SessionState, GatewayError> {
    let missing = || GatewayError::Unavailable;
    match response.state.as_str() {
        "PAYMENT_COMPLETE" => {
            let operation = match &response.operation {
                Some(operation) => Some(gateway_operation(operation).ok_or_else(missing)?),
                None => None,
            };
            Ok(SessionState::Complete(operation))
        }
        "GDI_VERIFICATION" => {
            let frame = response
                .field_set
                .and_then(|set| set.fields.into_iter().next());
            let src = frame.and_then(|field| field.src).ok_or_else(missing)?;
            Ok(SessionState::GdiVerification { src })
        }
        "REDIRECTED_TO_EXTERNAL_DOMAIN" => Ok(SessionState::Redirected {
            url: response.url.ok_or_else(missing)?,
        }),
        "PAYMENT_METHOD_SELECTION" | "CARD_DATA_COLLECTION" | "READY_FOR_PAYMENT" => {
            Ok(SessionState::Open)
        }
        _ => Err(GatewayError::Unavailable),
    }
}

#[async_trait]
impl Gateway for NpgGateway {
    async fn build_session(&self, request: &BuildSession) -> Result<BuiltSession, GatewayError> {
        let body = BuildOrder::new(request, payment_service(&request.method)?);
        let key = self.key(&request.method, &request.psp);
        let question = Question::new(&["orders", "build"], key);
        let built: BuildResponse = self.post(question, &body).await?;
        let session =
            GatewaySessionId::parse(&built.session_id).map_err(|_| GatewayError::Unavailable)?;
        let fields = built.fields.into_iter().filter_map(|field| {
            Some(HostedField {
                id: field.id?,
                src: field.src?,
            })
        });
        Ok(BuiltSession {
            session,
            security_token: built.security_token,
            fields: fields.collect(),
            url: built.url,
        })
    }

    async fn card_data(&self, session: &SessionRef) -> Result<CardData, GatewayError> {
        let query = [("sessionId", session.session.as_str())];
        let key = self.key(&session.method, &session.psp);
        let card: CardDataResponse = self
            .get(Question {
                query: &query,
                ..Question::new(&["build", "cardData"], key)
            })
            .await?;
        Ok(CardData {
            bin: card.bin.ok_or(GatewayError::NotFound)?,
            last_four_digits: card.last_four_digits.ok_or(GatewayError::NotFound)?,
            circuit: card.circuit.ok_or(GatewayError::NotFound)?,
        })
    }

    async fn confirm(
        &self,
        session: &SessionRef,
        amount: Amount,
    ) -> Result<SessionState, GatewayError> {
        let body = ConfirmPayment {
            session_id: session.session.as_str(),
            amount: amount.cents().to_string(),
        };
        let key = self.key(&session.method, &session.psp);
        let question = Question::new(&["build", "confirm_payment"], key);
        session_state(self.post(question, &body).await?)
    }

    async fn state(&self, session: &SessionRef) -> Result<SessionState, GatewayError> {
        let query = [("sessionId", session.session.as_str())];
        let key = self.key(&session.method, &session.psp);
        let question = Question {
            query: &query,
            ..Question::new(&["build", "state"], key)
        };
        session_state(self.get(question).await?)
    }

    async fn order(&self, order: &OrderRef) -> Result<Vec<GatewayOperation>, GatewayError> {
        let key = self.key(&order.method, &order.psp);
        // The published path ends in a slash.
        let path = ["orders", order.order.as_str(), ""];
        let response: OrderResponse = self.get(Question::new(&path, key)).await?;
        let operations = response.operations.iter().map(gateway_operation);
        let all: Option<Vec<_>> = operations.collect();
        all.ok_or(GatewayError::Unavailable)
    }

    async fn refund(&self, request: &RefundRequest) -> Result<Refund, GatewayError> {
        let body = RefundBody {
            amount: request.amount.cents().to_string(),
            currency: "EUR",
            description: "Refund of a payment that did not come about",
        };
        let key = self.key(&request.method, &request.psp);
        let path = ["operations", request.operation.as_str(), "refunds"];
        let question = Question {
            idempotency_key: Some(request.transaction.as_str()),
            ..Question::new(&path, key)
        };
        let response: RefundResponse = self.post(question, &body).await?;
        Ok(Refund {
            operation: response.operation_id,
        })
    }
}

#[cfg(test)]
mod tests;
