//! Checkout and the node talk inside one process as they would over the published interfaces: each
//! call is an exchange in the journal.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use checkout::{ActivateNotice, Checkout, ClosureError, NodeFault};
use domain::{Amount, Clock, FaultCode, MetadataEntry, NoticeKey, Outcome, Random, Text};
use jiff::Timestamp;
use node::{
    ActivatePaymentNotice, CallError, Caller, CloseDetails, ClosePayment, Event, EventKind,
    Journal, PaymentData, PspRoute, RequestContext, Subject, VerifyPaymentNotice,
};
use serde::{Deserialize, Serialize};

use crate::config::TouchPoint as Identity;

/// How the journal names the touch point.
const TOUCH_POINT: &str = "CHECKOUT";
const NODE: &str = "NODO";

/// The node's answer to a closure that it had already taken.
const ALREADY_ACQUIRED: &str = "Outcome already acquired";

/// The node, as Checkout calls it.
pub(crate) struct NodeForCheckout {
    pub(crate) service: Arc<node::Service>,
    pub(crate) identity: Identity,
    pub(crate) recorder: Recorder,
}

/// Records the exchanges between the two.
#[derive(Clone)]
pub(crate) struct Recorder {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

/// An activation's answer, as the node stores and repeats it.
#[derive(Serialize, Deserialize)]
enum Activation {
    Issued {
        token: domain::PaymentToken,
        data: Box<PaymentData>,
    },
    Refused {
        code: String,
        original_code: Option<String>,
        description: Option<String>,
    },
}

/// One exchange of the journal.
struct Exchange {
    context: RequestContext,
    id: String,
    primitive: &'static str,
    /// Caller and callee.
    way: (&'static str, &'static str),
    subject: Subject,
    begun_at: Timestamp,
}

impl NodeForCheckout {
    fn caller(&self) -> Result<Caller, NodeFault> {
        let registry = self.service.registry().snapshot();
        let channel = registry
            .channel(&self.identity.channel)
            .ok_or_else(|| refused(FaultCode::CanaleSconosciuto))?;
        Ok(Caller {
            psp: self.identity.psp.clone(),
            broker: self.identity.broker.clone(),
            channel: self.identity.channel.clone(),
            password: channel.password.clone(),
        })
    }

    async fn request(
        &self,
        primitive: &'static str,
        subject: Subject,
        payload: &impl Serialize,
    ) -> Exchange {
        let context = self.service.new_context();
        let way = (TOUCH_POINT, NODE);
        self.recorder
            .request(context, primitive, way, subject, payload)
            .await
    }

    async fn response(&self, exchange: Exchange, fault: Option<String>, payload: &impl Serialize) {
        self.recorder.response(exchange, fault, payload).await;
    }
}

impl Recorder {
    async fn request(
        &self,
        context: RequestContext,
        primitive: &'static str,
        way: (&'static str, &'static str),
        subject: Subject,
        payload: &impl Serialize,
    ) -> Exchange {
        let exchange = Exchange {
            context,
            id: self.random.hex::<8>(),
            primitive,
            way,
            subject,
            begun_at: self.clock.now(),
        };
        let event = exchange.event(EventKind::Req, exchange.begun_at, payload);
        self.journal.append(event).await;
        exchange
    }

    async fn response(&self, exchange: Exchange, fault: Option<String>, payload: &impl Serialize) {
        let now = self.clock.now();
        let latency = now.duration_since(exchange.begun_at);
        let outcome = if fault.is_none() {
            Outcome::Ok
        } else {
            Outcome::Ko
        };
        let event = Event {
            outcome: Some(outcome),
            fault_code: fault,
            latency: Some(Duration::try_from(latency).unwrap_or_default()),
            ..exchange.event(EventKind::Resp, now, payload)
        };
        self.journal.append(event).await;
    }
}

impl Exchange {
    fn event(&self, kind: EventKind, at: Timestamp, payload: &impl Serialize) -> Event {
        Event {
            at,
            session: self.context.session.clone(),
            exchange: self.id.clone(),
            kind,
            primitive: self.primitive,
            caller: self.way.0.into(),
            callee: self.way.1.into(),
            subject: self.subject.clone(),
            outcome: None,
            fault_code: None,
            latency: None,
            state: None,
            payload: serde_json::to_vec(payload).ok(),
        }
    }
}

fn refused(code: FaultCode) -> NodeFault {
    NodeFault {
        code: code.as_str().into(),
        original_code: None,
        description: Some(code.fault_string().into()),
    }
}

fn fault(fault: node::Fault) -> NodeFault {
    NodeFault {
        code: fault.code.as_str().into(),
        original_code: fault.original.map(|original| original.code),
        description: fault.description,
    }
}

#[async_trait]
impl checkout::Node for NodeForCheckout {
    async fn verify(&self, notice: &NoticeKey) -> Result<checkout::VerifiedNotice, NodeFault> {
        let caller = self.caller()?;
        let subject = Subject::notice(notice);
        let exchange = self.request("verifyPaymentNotice", subject, notice).await;
        let command = VerifyPaymentNotice {
            caller,
            notice: notice.clone(),
        };
        let answer = self
            .service
            .verify_payment_notice(&exchange.context, command)
            .await;
        let code = answer.as_ref().err().map(|fault| fault.code.to_string());
        let shown = answer.as_ref().ok().map(|notice| {
            serde_json::json!({
                "amount": notice.amount.to_string(),
                "description": notice.description.as_str(),
                "companyName": notice.company_name.as_str(),
            })
        });
        self.response(exchange, code, &shown).await;
        let verified = answer.map_err(fault)?;
        Ok(checkout::VerifiedNotice {
            amount: verified.amount,
            due_date: verified.due_on,
            description: verified.description.as_str().into(),
            company_name: verified.company_name.as_str().into(),
            office_name: verified.office_name.map(String::from),
            is_all_ccp: verified.all_ccp,
        })
    }

    async fn activate(
        &self,
        request: &ActivateNotice,
    ) -> Result<checkout::ActivatedNotice, NodeFault> {
        let subject = Subject::notice(&request.notice);
        let command = ActivatePaymentNotice {
            caller: self.caller()?,
            notice: request.notice.clone(),
            idempotency_key: Some(request.idempotency_key.clone()),
            expiration_time_ms: Some(u64::from(request.expiration_ms)),
            amount: request.amount,
            due_on: None,
            payment_note: request.payment_note.as_deref().and_then(Text::truncated),
            payment_method: Some(request.payment_method.as_str().into()),
            touch_point: Some(TOUCH_POINT.into()),
        };
        let shown = serde_json::json!({
            "notice": request.notice,
            "amount": request.amount.to_string(),
            "idempotencyKey": request.idempotency_key,
            "expirationTime": request.expiration_ms,
        });
        let mut exchange = self
            .request("activatePaymentNoticeV2", subject, &shown)
            .await;
        let encode: node::Encode<node::ActivatedNotice> = Arc::new(encode_activation);
        let answer = self
            .service
            .activate_payment_notice(&exchange.context, command, encode)
            .await;
        let answer = serde_json::from_slice(&answer).map_err(|error| {
            tracing::error!(error = %error, "the answer to an activation cannot be read");
            refused(FaultCode::SystemError)
        })?;
        match answer {
            Activation::Issued { token, data } => {
                exchange.subject.token = Some(token.clone());
                let shown = serde_json::json!({ "totalAmount": data.amount.to_string() });
                self.response(exchange, None, &shown).await;
                Ok(issued(token, *data))
            }
            Activation::Refused {
                code,
                original_code,
                description,
            } => {
                self.response(exchange, Some(code.clone()), &description)
                    .await;
                Err(NodeFault {
                    code,
                    original_code,
                    description,
                })
            }
        }
    }

    async fn close_payment(
        &self,
        request: &checkout::ClosePayment,
    ) -> Result<Outcome, ClosureError> {
        let subject = Subject {
            transaction: Some(request.transaction.clone()),
            token: request.payment_tokens.first().cloned(),
            ..Subject::default()
        };
        let command = close_command(request);
        let shown = serde_json::json!({
            "transactionId": request.transaction,
            "paymentTokens": request.payment_tokens,
            "outcome": request.outcome,
            "totalAmount": request.details.grand_total.to_string(),
        });
        let exchange = self.request("closePayment-v2", subject, &shown).await;
        let answer = self.service.close_payment(&exchange.context, command).await;
        let code = answer.as_ref().err().map(ToString::to_string);
        self.response(exchange, code, &serde_json::Value::Null)
            .await;
        match answer {
            Ok(()) => Ok(Outcome::Ok),
            // Our own closure, taken before a crash or a retry: its tokens are in no other
            // transaction.
            Err(refusal) if refusal.description == ALREADY_ACQUIRED => Ok(Outcome::Ok),
            Err(refusal) if refusal.status >= 500 => Err(ClosureError::Unreachable),
            Err(refusal) => Err(ClosureError::Refused {
                status: refusal.status,
                description: refusal.description,
            }),
        }
    }
}

fn encode_activation(answer: &Result<node::ActivatedNotice, node::Fault>) -> Vec<u8> {
    let answer = match answer {
        Ok(notice) => Activation::Issued {
            token: notice.token.clone(),
            data: Box::new(notice.data.clone()),
        },
        Err(refusal) => Activation::Refused {
            code: refusal.code.to_string(),
            original_code: refusal
                .original
                .as_ref()
                .map(|original| original.code.clone()),
            description: refusal.description.clone(),
        },
    };
    // Strings and numbers only: encoding cannot fail.
    serde_json::to_vec(&answer).unwrap_or_default()
}

fn issued(token: domain::PaymentToken, data: PaymentData) -> checkout::ActivatedNotice {
    let is_all_ccp = data
        .transfers
        .iter()
        .all(|transfer| match &transfer.destination {
            domain::TransferDestination::Iban(iban) => iban.is_postal(),
            domain::TransferDestination::Stamp(_) => false,
        });
    checkout::ActivatedNotice {
        payment_token: token,
        amount: data.amount,
        description: data.description.as_str().into(),
        company_name: data.company_name.as_str().into(),
        creditor_reference_id: data.creditor_reference_id,
        is_all_ccp,
        transfers: data.transfers,
    }
}

fn close_command(request: &checkout::ClosePayment) -> ClosePayment {
    let details = request.payment.as_ref().and_then(|payment| {
        Some(CloseDetails {
            route: PspRoute {
                psp: payment.psp.clone(),
                broker: payment.broker.clone(),
                channel: payment.channel.clone(),
            },
            payment_method: registry::PaymentType::parse(payment.method.as_str()).ok()?,
            total_amount: payment.total_amount,
            fee: payment.fee,
            primary_ci_incurred_fee: None,
            bundle: Some(payment.bundle.clone()),
            ci_bundle: None,
            operated_at: payment.operation_at,
            additional: card_information(payment),
        })
    });
    ClosePayment {
        transaction: request.transaction.clone(),
        tokens: request.payment_tokens.clone(),
        outcome: request.outcome,
        details,
    }
}

/// `additionalPaymentInformations` of a card: every value is text, instants are Italian local time.
fn card_information(payment: &checkout::ClosedPayment) -> Vec<MetadataEntry> {
    let at = domain::local_datetime(payment.operation_at);
    let amount = |amount: Amount| Some(amount.to_string());
    [
        ("outcomePaymentGateway", Some("OK".to_owned())),
        ("totalAmount", amount(payment.total_amount)),
        ("fee", amount(payment.fee)),
        (
            "timestampOperation",
            Some(at.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        ),
        ("rrn", payment.rrn.clone()),
        ("authorizationCode", payment.authorization_code.clone()),
    ]
    .into_iter()
    .filter_map(|(key, value)| {
        Some(MetadataEntry {
            key: Text::truncated(key)?,
            value: Text::truncated(&value?)?,
        })
    })
    .collect()
}

/// Checkout, as the node tells it results. It is bound after both have been made.
pub(crate) struct CheckoutForNode {
    checkout: OnceLock<Checkout>,
    recorder: Recorder,
}

impl CheckoutForNode {
    pub(crate) fn new(recorder: Recorder) -> Self {
        Self {
            checkout: OnceLock::new(),
            recorder,
        }
    }

    pub(crate) fn bind(&self, checkout: Checkout) {
        // A second binding would be a mistake of the wiring; the first one stays.
        let _ = self.checkout.set(checkout);
    }
}

#[async_trait]
impl node::TouchPoint for CheckoutForNode {
    async fn send_payment_result(&self, result: node::PaymentResult) -> Result<(), CallError> {
        let Some(checkout) = self.checkout.get() else {
            return Err(CallError::Unreachable);
        };
        let subject = Subject {
            transaction: Some(result.transaction.clone()),
            token: result.payments.first().map(|payment| payment.token.clone()),
            ..Subject::default()
        };
        let context = RequestContext {
            session: result.session.clone(),
        };
        let message = result_message(result);
        let shown = serde_json::json!({
            "transactionId": message.transaction,
            "outcome": message.outcome,
            "paymentDate": message.payment_date,
        });
        let exchange = self
            .recorder
            .request(
                context,
                "sendPaymentResult-v2",
                (NODE, TOUCH_POINT),
                subject,
                &shown,
            )
            .await;
        let answer = checkout.record_payment_result(&message).await;
        let refusal = answer.as_ref().err().map(ToString::to_string);
        self.recorder
            .response(exchange, refusal, &serde_json::Value::Null)
            .await;
        answer.map_err(|refusal| CallError::InvalidResponse(refusal.to_string()))
    }
}

fn result_message(result: node::PaymentResult) -> checkout::SendPaymentResult {
    let payments = result
        .payments
        .into_iter()
        .map(|payment| checkout::PaidNotice {
            payment_token: payment.token,
            description: payment.data.description.into(),
            creditor_reference_id: payment.data.creditor_reference_id,
            fiscal_code: payment.notice.creditor,
            company_name: Some(payment.data.company_name.into()),
            office_name: payment.data.office_name.map(String::from),
        })
        .collect();
    checkout::SendPaymentResult {
        transaction: result.transaction,
        outcome: result.outcome,
        payment_date: result.at,
        payments,
    }
}
