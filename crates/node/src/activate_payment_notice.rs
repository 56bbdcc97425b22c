//! activatePaymentNotice V2: asks the creditor for the payment's data and issues a token (node
//! sheet §3.4).
//!
//! The activation is decided twice, each time in one transaction: before the creditor is asked the
//! position is marked (`ACTIVATION_PENDING`), so that of two activations exactly one goes on; after
//! its answer the payment is stored with the answer to the PSP.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Amount, FaultCode, IdempotencyKey, NoticeKey, PaymentToken, Text, TransferDestination,
};
use jiff::Timestamp;
use jiff::civil::Date;
use registry::Snapshot;
use serde::Serialize;

use crate::authorize::{
    AuthorizedCaller, Caller, Counterparty, authorize, counterparty, require, station_fault,
};
use crate::draft::Draft;
use crate::fault::Fault;
use crate::idempotency::{Idempotency, Repetition};
use crate::journal::Subject;
use crate::parameters::Parameters;
use crate::payment::{Payment, PaymentData, PaymentStatus};
use crate::port::{PaGetPayment, StationCall};
use crate::position::{Position, PositionEvent};
use crate::service::{Encode, RequestContext, Service};
use crate::store::{Change, Changes, Scope, StoreError, View, update};
use crate::verify_payment_notice::require_payable;

const PRIMITIVE: &str = "activatePaymentNoticeV2";

/// How much longer than the creditor's time a position stays marked, if this process dies.
const PENDING_GRACE: Duration = Duration::from_secs(5);

/// The request.
#[derive(Clone, Debug)]
pub struct ActivatePaymentNotice {
    /// Who asks.
    pub caller: Caller,
    /// For which notice.
    pub notice: NoticeKey,
    /// The caller's key for safe repetition.
    pub idempotency_key: Option<IdempotencyKey>,
    /// How long the token shall be valid, in milliseconds.
    pub expiration_time_ms: Option<u64>,
    /// The amount that the PSP knows.
    pub amount: Amount,
    /// The date that the PSP knows.
    pub due_on: Option<Date>,
    /// Carried to the creditor.
    pub payment_note: Option<Text<1, 210>>,
    /// Asks for a fee suggestion.
    pub payment_method: Option<String>,
    /// Asks for a fee suggestion.
    pub touch_point: Option<String>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivatedNotice {
    /// The token.
    pub token: PaymentToken,
    /// The notice.
    pub notice: NoticeKey,
    /// What the creditor said.
    pub data: PaymentData,
}

/// The request without its password: what makes two requests the same.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    broker: &'a str,
    channel: &'a str,
    notice: String,
    expiration_time_ms: Option<u64>,
    amount: Amount,
    due_on: Option<Date>,
    payment_note: Option<&'a str>,
    payment_method: Option<&'a str>,
    touch_point: Option<&'a str>,
}

/// What the first decision says.
enum Start {
    /// This request may ask the creditor.
    Go,
    /// It is answered.
    Answered(Vec<u8>),
}

/// What does not change while the request is worked on.
struct Attempt {
    command: ActivatePaymentNotice,
    context: RequestContext,
    caller: AuthorizedCaller,
    idempotency: Option<Idempotency>,
    token_validity: Duration,
    parameters: Arc<Parameters>,
    registry: Arc<Snapshot>,
    encode: Encode<ActivatedNotice>,
}

impl Service {
    /// Gives the encoded answer; the same bytes for the same request under the same key.
    pub async fn activate_payment_notice(
        &self,
        context: &RequestContext,
        command: ActivatePaymentNotice,
        encode: Encode<ActivatedNotice>,
    ) -> Vec<u8> {
        match self.activate(context, command, &encode).await {
            Ok(answer) => answer,
            Err(fault) => encode(&Err(fault)),
        }
    }

    async fn activate(
        &self,
        context: &RequestContext,
        command: ActivatePaymentNotice,
        encode: &Encode<ActivatedNotice>,
    ) -> Result<Vec<u8>, Fault> {
        let registry = self.snapshot();
        let caller = authorize(&registry, &command.caller)?.require_activated_at_psp()?;
        let parameters = self.parameters();
        let token_validity = Duration::from_millis(
            command
                .expiration_time_ms
                .unwrap_or(parameters.token_validity_default_ms),
        );
        let fields = Fields {
            broker: command.caller.broker.as_str(),
            channel: command.caller.channel.as_str(),
            notice: command.notice.rpt_id(),
            expiration_time_ms: command.expiration_time_ms,
            amount: command.amount,
            due_on: command.due_on,
            payment_note: command.payment_note.as_ref().map(Text::as_str),
            payment_method: command.payment_method.as_deref(),
            touch_point: command.touch_point.as_deref(),
        };
        let idempotency = Idempotency::of(
            PRIMITIVE,
            (&command.caller.psp, command.idempotency_key.as_ref()),
            &fields,
            &parameters,
            (self.now(), token_validity),
        );
        let attempt = Arc::new(Attempt {
            context: context.clone(),
            caller,
            idempotency,
            token_validity,
            parameters,
            registry,
            encode: Arc::clone(encode),
            command,
        });
        let counterparty = counterparty(&attempt.registry, &attempt.command.notice);
        match self.begin(&attempt, counterparty.clone()).await? {
            Start::Answered(answer) => Ok(answer),
            Start::Go => {
                let counterparty = counterparty?;
                let data = self.ask_creditor(&attempt, &counterparty).await;
                Ok(self.finish(&attempt, counterparty, data).await?)
            }
        }
    }

    /// Marks the position, or answers.
    async fn begin(
        &self,
        attempt: &Arc<Attempt>,
        counterparty: Result<Counterparty, Fault>,
    ) -> Result<Start, StoreError> {
        let scope = Idempotency::scope(
            attempt.idempotency.as_ref(),
            Scope {
                notices: vec![attempt.command.notice.clone()],
                ..Scope::default()
            },
        );
        let now = self.now();
        let attempt = Arc::clone(attempt);
        update(&*self.dependencies.store, scope, move |view| {
            attempt.decide_start(view, counterparty, now)
        })
        .await
    }

    async fn ask_creditor(
        &self,
        attempt: &Attempt,
        counterparty: &Counterparty,
    ) -> Result<PaymentData, Fault> {
        let command = &attempt.command;
        let call = StationCall {
            session: attempt.context.session.clone(),
            creditor: command.notice.creditor.clone(),
            station: Arc::clone(&counterparty.station),
            timeout: attempt.creditor_timeout(counterparty),
            subject: Subject {
                psp: Some(command.caller.psp.clone()),
                channel: Some(command.caller.channel.clone()),
                station: Some(counterparty.station.id.clone()),
                ..Subject::notice(&command.notice)
            },
        };
        let request = PaGetPayment {
            notice: command.notice.clone(),
            amount: command.amount,
            due_on: command.due_on,
            payment_note: command.payment_note.clone(),
        };
        let data = self
            .dependencies
            .creditors
            .pa_get_payment(call, request)
            .await
            .map_err(|error| station_fault(error, &command.notice, attempt.caller))?;
        check_payment_data(&attempt.registry, &command.notice, &data)?;
        Ok(data)
    }

    /// Stores the payment, or gives the position back, with the answer.
    async fn finish(
        &self,
        attempt: &Arc<Attempt>,
        counterparty: Counterparty,
        data: Result<PaymentData, Fault>,
    ) -> Result<Vec<u8>, StoreError> {
        let now = self.now();
        let token = PaymentToken::issue(&*self.dependencies.random);
        let scope = Scope {
            notices: vec![attempt.command.notice.clone()],
            ..Scope::default()
        };
        let attempt = Arc::clone(attempt);
        update(&*self.dependencies.store, scope, move |view| {
            attempt.decide_end(view, &counterparty, data, (token, now))
        })
        .await
    }
}

impl Attempt {
    fn creditor_timeout(&self, counterparty: &Counterparty) -> Duration {
        Parameters::timeout(
            counterparty.station.timeout_ms,
            self.parameters.pa_get_payment_timeout_ms,
        )
    }

    fn decide_start(
        &self,
        view: &View,
        counterparty: Result<Counterparty, Fault>,
        now: Timestamp,
    ) -> (Changes, Start) {
        match Idempotency::repetition(self.idempotency.as_ref(), view, now) {
            Repetition::Answered(answer) => return (Vec::new(), Start::Answered(answer)),
            Repetition::Refused(code) => {
                let answer = (self.encode)(&Err(Fault::new(code)));
                return (Vec::new(), Start::Answered(answer));
            }
            Repetition::No => {}
        }
        match self.check_start(view, counterparty, now) {
            Ok(counterparty) => {
                let until = now
                    .checked_add(self.creditor_timeout(&counterparty) + PENDING_GRACE)
                    .unwrap_or(Timestamp::MAX);
                let notice = self.command.notice.clone();
                let mut changes = vec![Change::ActivationPending(notice.clone(), Some(until))];
                changes.extend(Idempotency::reserve(
                    self.idempotency.as_ref(),
                    (notice, until),
                ));
                (changes, Start::Go)
            }
            Err(fault) => {
                let answer = (self.encode)(&Err(fault));
                let about = (Some(self.command.notice.clone()), None);
                let stored = Idempotency::store(self.idempotency.as_ref(), &answer, about);
                (stored.into_iter().collect(), Start::Answered(answer))
            }
        }
    }

    fn check_start(
        &self,
        view: &View,
        counterparty: Result<Counterparty, Fault>,
        now: Timestamp,
    ) -> Result<Counterparty, Fault> {
        let counterparty = counterparty?;
        let longest = self.parameters.token_validity_max_ms;
        if self.token_validity > Duration::from_millis(longest) {
            return Err(Fault::described(
                FaultCode::Autorizzazione,
                format!("expirationTime deve essere <= {longest}"),
            ));
        }
        if let Some(position) = view.positions.first() {
            require_payable(position)?;
            if position.is_activation_pending(now) {
                return Err(FaultCode::AttivazioneInCorso.into());
            }
        }
        Ok(counterparty)
    }

    fn decide_end(
        &self,
        view: &View,
        counterparty: &Counterparty,
        data: Result<PaymentData, Fault>,
        issued: (PaymentToken, Timestamp),
    ) -> (Changes, Vec<u8>) {
        let (token, now) = issued;
        let notice = &self.command.notice;
        let mut draft = Draft::new(now, self.context.session.clone(), PRIMITIVE);
        draft.push(Change::ActivationPending(notice.clone(), None));
        let result = data.and_then(|data| {
            let unseen = Position::unseen(notice.clone());
            let mut position = view.positions.first().unwrap_or(&unseen).clone();
            // The mark may have run out while the creditor was slow, and somebody else come first.
            require_payable(&position)?;
            draft
                .position(&mut position, PositionEvent::Activated)
                .map_err(|error| {
                    tracing::error!(error = %error, "an activation was decided wrongly");
                    Fault::new(FaultCode::SystemError)
                })?;
            draft.add_payment(self.payment(counterparty, &data, (&token, now)));
            Ok(ActivatedNotice {
                token: token.clone(),
                notice: notice.clone(),
                data,
            })
        });
        let answer = (self.encode)(&result);
        let about = (Some(notice.clone()), result.is_ok().then_some(token));
        if let Some(stored) = Idempotency::store(self.idempotency.as_ref(), &answer, about) {
            draft.push(stored);
        }
        (draft.finish(), answer)
    }

    fn payment(
        &self,
        counterparty: &Counterparty,
        data: &PaymentData,
        issued: (&PaymentToken, Timestamp),
    ) -> Payment {
        let (token, now) = issued;
        Payment {
            token: token.clone(),
            notice: self.command.notice.clone(),
            status: PaymentStatus::Paying,
            activated_by: self.command.caller.psp.clone(),
            route: self.command.caller.route(),
            station: counterparty.station.id.clone(),
            creditor_broker: counterparty.station.broker.clone(),
            idempotency_key: self.command.idempotency_key.clone(),
            valid_from: now,
            valid_to: now
                .checked_add(self.token_validity)
                .unwrap_or(Timestamp::MAX),
            payment_note: self.command.payment_note.clone(),
            data: data.clone(),
            transaction: None,
            outcome: None,
            recipients: Vec::new(),
        }
    }
}

/// Whether a creditor's data make sense beyond their schema (node sheet §3.4).
fn check_payment_data(
    registry: &Snapshot,
    notice: &NoticeKey,
    data: &PaymentData,
) -> Result<(), Fault> {
    let wrong = |reason: &str| {
        Err(Fault::described(
            FaultCode::StazioneIntPaErroreResponse,
            reason,
        ))
    };
    if notice.notice_number.iuv().as_ref() != Some(&data.creditor_reference_id) {
        return wrong("creditorReferenceId non corrisponde al numero avviso");
    }
    let sum = Amount::checked_sum(data.transfers.iter().map(|transfer| transfer.amount));
    if sum != Some(data.amount) {
        return wrong("paymentAmount non è la somma dei transferAmount");
    }
    let ids: std::collections::HashSet<_> = data.transfers.iter().map(|t| t.id).collect();
    if ids.len() != data.transfers.len() {
        return wrong("idTransfer ripetuto");
    }
    for transfer in &data.transfers {
        let is_enabled = registry
            .creditor(&transfer.creditor)
            .is_some_and(|creditor| creditor.availability.is_enabled());
        if !is_enabled {
            return wrong("fiscalCodePA di un transfer sconosciuto o disabilitato");
        }
        match &transfer.destination {
            TransferDestination::Iban(iban) => require(
                registry.has_account(&transfer.creditor, iban),
                FaultCode::IbanNonCensito,
            )?,
            // Neither outcomes nor receipts carry stamps yet: one that was paid would be lost.
            TransferDestination::Stamp(_) => {
                return Err(Fault::described(
                    FaultCode::Semantica,
                    "Pagamento non attivabile",
                ));
            }
        }
    }
    Ok(())
}
