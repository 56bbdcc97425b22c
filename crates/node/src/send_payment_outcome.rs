//! sendPaymentOutcome V2: a PSP reports what became of one or more tokens (node sheet §3.5, §4.3).

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Amount, BundleId, FaultCode, IdempotencyKey, OutboxKind, Outcome, PaymentToken, PspId, Subject,
};
use jiff::Timestamp;
use jiff::civil::Date;
use registry::Snapshot;
use serde::Serialize;

use crate::authorize::{AuthorizedCaller, Caller, authorize};
use crate::draft::{Draft, IllegalTransition};
use crate::fault::Fault;
use crate::idempotency::{Idempotency, Repetition};
use crate::outcome_rules::{Verdict, judge};
use crate::payment::{Payment, PaymentEvent, RecordedOutcome};
use crate::position::{Position, PositionEvent};
use crate::receipts::generate_receipts;
use crate::send_payment_result::{RESULT_ATTEMPTS_MAX, ResultOf};
use crate::service::{Encode, RequestContext, Service};
use crate::store::{Change, Changes, Scope, View, update};

const PRIMITIVE: &str = "sendPaymentOutcomeV2";

/// The request.
#[derive(Clone, Debug)]
pub struct SendPaymentOutcome {
    /// Who reports.
    pub caller: Caller,
    /// The caller's key for safe repetition.
    pub idempotency_key: Option<IdempotencyKey>,
    /// 1 to 5 tokens.
    pub tokens: Vec<PaymentToken>,
    /// Whether the payer paid.
    pub outcome: Outcome,
    /// How; absent with outcome KO.
    pub details: Option<OutcomeDetails>,
}

/// How the payer paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeDetails {
    /// `cash`, `creditCard`, `bancomat` or `other`.
    pub payment_method: String,
    /// `frontOffice`, `atm`, `onLine`, `app` or `other`.
    pub payment_channel: Option<String>,
    /// What the payer paid to the PSP.
    pub fee: Amount,
    /// The part of the fee that the creditor bears.
    pub primary_ci_incurred_fee: Option<Amount>,
    /// The PSP's bundle.
    pub bundle: Option<BundleId>,
    /// The creditor's bundle.
    pub ci_bundle: Option<BundleId>,
    /// Who paid.
    pub payer: Option<Subject>,
    /// The day on which the payer paid.
    pub applied_on: Date,
    /// The day on which the money reaches the creditor.
    pub transferred_on: Date,
}

/// The request without its password: what makes two requests the same.
#[derive(Serialize)]
struct Fields<'a> {
    broker: &'a str,
    channel: &'a str,
    tokens: &'a [PaymentToken],
    outcome: Outcome,
    details: Option<&'a OutcomeDetails>,
}

struct Report {
    command: SendPaymentOutcome,
    context: RequestContext,
    caller: AuthorizedCaller,
    idempotency: Option<Idempotency>,
    registry: Arc<Snapshot>,
    receipt_attempts_max: u32,
    encode: Encode<()>,
}

impl Service {
    /// Gives the encoded answer; the same bytes for the same request under the same key.
    pub async fn send_payment_outcome(
        &self,
        context: &RequestContext,
        command: SendPaymentOutcome,
        encode: Encode<()>,
    ) -> Vec<u8> {
        match self.report(context, command, &encode).await {
            Ok(answer) => answer,
            Err(fault) => encode(&Err(fault)),
        }
    }

    async fn report(
        &self,
        context: &RequestContext,
        command: SendPaymentOutcome,
        encode: &Encode<()>,
    ) -> Result<Vec<u8>, Fault> {
        let registry = self.snapshot();
        let caller = authorize(&registry, &command.caller)?;
        let parameters = self.parameters();
        let now = self.now();
        let fields = Fields {
            broker: command.caller.broker.as_str(),
            channel: command.caller.channel.as_str(),
            tokens: &command.tokens,
            outcome: command.outcome,
            details: command.details.as_ref(),
        };
        let token_validity = Duration::from_millis(parameters.token_validity_default_ms);
        let idempotency = Idempotency::of(
            PRIMITIVE,
            (&command.caller.psp, command.idempotency_key.as_ref()),
            &fields,
            &parameters,
            (now, token_validity),
        );
        let scope = Idempotency::scope(
            idempotency.as_ref(),
            Scope {
                tokens: command.tokens.clone(),
                ..Scope::default()
            },
        );
        let report = Report {
            context: context.clone(),
            caller,
            idempotency,
            registry,
            receipt_attempts_max: parameters.receipt_retries_max.saturating_add(1),
            encode: Arc::clone(encode),
            command,
        };
        let answer = update(&*self.dependencies.store, scope, move |view| {
            report.decide(view, now)
        })
        .await?;
        Ok(answer)
    }
}

impl Report {
    fn decide(&self, view: &View, now: Timestamp) -> (Changes, Vec<u8>) {
        match Idempotency::repetition(self.idempotency.as_ref(), view, now) {
            Repetition::Answered(answer) => return (Vec::new(), answer),
            Repetition::Refused(code) => {
                return (Vec::new(), (self.encode)(&Err(Fault::new(code))));
            }
            Repetition::No => {}
        }
        let (mut changes, result) = match self.judge_and_record(view, now) {
            Ok(decided) => decided,
            Err(error) => {
                tracing::error!(error = %error, "an outcome was decided wrongly");
                (Vec::new(), Err(Fault::new(FaultCode::SystemError)))
            }
        };
        let answer = (self.encode)(&result);
        let about = (None, self.command.tokens.first().cloned());
        changes.extend(Idempotency::store(
            self.idempotency.as_ref(),
            &answer,
            about,
        ));
        (changes, answer)
    }

    fn judge_and_record(
        &self,
        view: &View,
        now: Timestamp,
    ) -> Result<(Changes, Result<(), Fault>), IllegalTransition> {
        let mut draft = Draft::new(now, self.context.session.clone(), PRIMITIVE);
        let result = match judge(&self.command, self.caller, view, &self.registry, now) {
            Verdict::Refuse(fault) => Err(fault),
            Verdict::Record => {
                self.record(view, &mut draft)?;
                Ok(())
            }
            Verdict::RecordLate(fault) => {
                self.record(view, &mut draft)?;
                Err(fault)
            }
        };
        Ok((draft.finish(), result))
    }

    fn record(&self, view: &View, draft: &mut Draft) -> Result<(), IllegalTransition> {
        let mut transaction = None;
        for token in &self.command.tokens {
            let Some((position, payment)) = owned(view, token, &self.command.caller.psp) else {
                continue;
            };
            let (mut position, mut payment) = (position.clone(), payment.clone());
            self.record_one(draft, &mut position, &mut payment)?;
            draft.push(Change::ForgetIdempotency(payment.token.clone()));
            transaction = payment.transaction;
        }
        if let Some(transaction) = transaction {
            draft.push(Change::ClosureResult(
                transaction.clone(),
                self.command.outcome,
            ));
            draft.outbox(
                OutboxKind::SendPaymentResult,
                transaction.as_str(),
                &ResultOf {
                    transaction: transaction.clone(),
                },
                RESULT_ATTEMPTS_MAX,
            );
        }
        Ok(())
    }

    fn record_one(
        &self,
        draft: &mut Draft,
        position: &mut Position,
        payment: &mut Payment,
    ) -> Result<(), IllegalTransition> {
        let outcome = self.recorded(draft.at());
        draft.push(Change::Outcome(
            payment.notice.clone(),
            payment.token.clone(),
            Box::new(outcome.clone()),
        ));
        payment.outcome = Some(outcome);
        match self.command.outcome {
            Outcome::Ok => {
                draft.payment(payment, PaymentEvent::OutcomeOk)?;
                draft.position(position, PositionEvent::Paid)?;
                generate_receipts(draft, &self.registry, payment, self.receipt_attempts_max)
            }
            Outcome::Ko => {
                let was_live = payment.status != crate::payment::PaymentStatus::Cancelled;
                draft.payment(payment, PaymentEvent::OutcomeKo)?;
                if was_live {
                    draft.position(position, PositionEvent::Released)?;
                }
                Ok(())
            }
        }
    }

    fn recorded(&self, now: Timestamp) -> RecordedOutcome {
        let details = self.command.details.as_ref();
        RecordedOutcome {
            outcome: self.command.outcome,
            payment_method: details.map(|d| d.payment_method.clone()),
            payment_channel: details.and_then(|d| d.payment_channel.clone()),
            fee: details.map(|d| d.fee),
            primary_ci_incurred_fee: details.and_then(|d| d.primary_ci_incurred_fee),
            bundle: details.and_then(|d| d.bundle.clone()),
            ci_bundle: details.and_then(|d| d.ci_bundle.clone()),
            payer: details.and_then(|d| d.payer.clone()),
            applied_on: details.map(|d| d.applied_on),
            transferred_on: details.map(|d| d.transferred_on),
            recorded_at: now,
        }
    }
}

/// The payment of a token, if it is this PSP's.
pub(crate) fn owned<'a>(
    view: &'a View,
    token: &PaymentToken,
    psp: &PspId,
) -> Option<(&'a Position, &'a Payment)> {
    view.positions.iter().find_map(|position| {
        position
            .payments
            .iter()
            .find(|payment| payment.token == *token && payment.route.psp == *psp)
            .map(|payment| (position, payment))
    })
}
