//! Which reported outcomes are recorded, and what the PSP is told (node sheet §4.3).

use std::collections::BTreeSet;

use domain::{Amount, FaultCode, Outcome};
use jiff::Timestamp;
use jiff::civil::Date;
use registry::Snapshot;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::authorize::{AuthorizedCaller, require};
use crate::fault::Fault;
use crate::payment::{Payment, PaymentStatus, RecordedOutcome};
use crate::position::{Position, PositionStatus};
use crate::send_payment_outcome::{SendPaymentOutcome, owned};
use crate::store::View;

/// What becomes of a reported outcome.
pub(crate) enum Verdict {
    /// Recorded, and answered OK.
    Record,
    /// Recorded, and answered KO: the PSP learns that it came late.
    RecordLate(Fault),
    /// Not recorded.
    Refuse(Fault),
}

/// Judges all tokens of a report together.
pub(crate) fn judge(
    report: &SendPaymentOutcome,
    caller: AuthorizedCaller,
    view: &View,
    registry: &Snapshot,
    now: Timestamp,
) -> Verdict {
    match judge_all(report, caller, view, registry, now) {
        Ok(verdict) => verdict,
        Err(fault) => Verdict::Refuse(fault),
    }
}

fn judge_all(
    report: &SendPaymentOutcome,
    caller: AuthorizedCaller,
    view: &View,
    registry: &Snapshot,
    now: Timestamp,
) -> Result<Verdict, Fault> {
    let mut payments = Vec::with_capacity(report.tokens.len());
    for token in &report.tokens {
        let owned = owned(view, token, &report.caller.psp)
            .ok_or_else(|| Fault::described(FaultCode::TokenSconosciuto, "token unknown"))?;
        payments.push(owned);
    }
    if payments.iter().any(|(_, it)| it.transaction.is_none()) {
        caller.require_activated_at_psp()?;
    }
    for (_, payment) in &payments {
        require_enabled(registry, payment)?;
    }
    require_one_transaction(report, view, &payments)?;
    if let Some(fault) = already_recorded(report, &payments) {
        return Err(fault);
    }
    let mut verdict = Verdict::Record;
    for (position, payment) in payments {
        let one = if payment.transaction.is_some() {
            judge_closed(report.outcome, payment)
        } else {
            judge_counter(report.outcome, position, payment, now)
        };
        match one {
            Verdict::Refuse(fault) => return Err(fault),
            Verdict::RecordLate(fault) => verdict = Verdict::RecordLate(fault),
            Verdict::Record => {}
        }
    }
    Ok(verdict)
}

fn require_enabled(registry: &Snapshot, payment: &Payment) -> Result<(), Fault> {
    let creditor = registry.creditor(&payment.notice.creditor);
    require(
        creditor.is_some_and(|c| c.availability.is_enabled()),
        FaultCode::DominioDisabilitato,
    )?;
    let station = registry.station(&payment.station);
    require(
        station.is_some_and(|s| s.availability.is_enabled()),
        FaultCode::StazioneIntPaDisabilitata,
    )?;
    let broker = registry.creditor_broker(&payment.creditor_broker);
    require(
        broker.is_some_and(|b| b.availability.is_enabled()),
        FaultCode::IntermediarioPaDisabilitato,
    )
}

/// Several tokens are reported together only when one transaction holds exactly these.
fn require_one_transaction(
    report: &SendPaymentOutcome,
    view: &View,
    payments: &[(&Position, &Payment)],
) -> Result<(), Fault> {
    let transactions: BTreeSet<_> = payments
        .iter()
        .map(|(_, payment)| payment.transaction.as_ref())
        .collect();
    match transactions.first() {
        Some(None) if payments.len() > 1 => Err(Fault::described(
            FaultCode::Semantica,
            "Outcome non accettabile per token multipli attivati presso il PSP",
        )),
        Some(Some(transaction)) => {
            let reported: BTreeSet<_> = report.tokens.iter().collect();
            let held: BTreeSet<_> = view
                .closure
                .iter()
                .filter(|closure| closure.transaction == **transaction)
                .flat_map(|closure| &closure.tokens)
                .collect();
            if transactions.len() == 1 && reported == held && reported.len() == payments.len() {
                Ok(())
            } else {
                Err(Fault::described(
                    FaultCode::Semantica,
                    "I token non corrispondono alla transazione",
                ))
            }
        }
        Some(None) | None => Ok(()),
    }
}

/// What is answered when some of the outcomes are known.
fn already_recorded(
    report: &SendPaymentOutcome,
    payments: &[(&Position, &Payment)],
) -> Option<Fault> {
    let recorded: Vec<_> = payments
        .iter()
        .filter_map(|(_, payment)| Some((*payment, payment.outcome.as_ref()?)))
        .collect();
    let (first, outcome) = recorded.first()?;
    let is_uniform = recorded
        .iter()
        .all(|(_, other)| other.outcome == outcome.outcome);
    if recorded.len() < payments.len() || !is_uniform {
        return Some(Fault::described(
            FaultCode::Semantica,
            "Esiti acquisiti parziali o discordi",
        ));
    }
    let agreement = if outcome.outcome == report.outcome {
        "concorde"
    } else {
        "discorde"
    };
    Some(Fault::described(
        FaultCode::EsitoGiaAcquisito,
        format!("Esito {agreement}: {}", known_outcome(first, outcome)),
    ))
}

/// The stored outcome as the answer shows it, members in alphabetical order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KnownOutcome<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    application_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fee: Option<Box<RawValue>>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer_entity_unique_identifier_value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method: Option<&'a str>,
    payment_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_date: Option<Date>,
}

fn known_outcome(payment: &Payment, outcome: &RecordedOutcome) -> String {
    let decimal = |amount: Amount| RawValue::from_string(amount.to_string()).ok();
    let known = KnownOutcome {
        application_date: outcome.applied_on,
        fee: outcome.fee.and_then(decimal),
        outcome: outcome.outcome,
        payer_entity_unique_identifier_value: outcome
            .payer
            .as_ref()
            .map(|payer| payer.identifier.as_str()),
        payment_channel: outcome.payment_channel.as_deref(),
        payment_method: outcome.payment_method.as_deref(),
        payment_token: payment.token.as_str(),
        transfer_date: outcome.transferred_on,
    };
    // Strings and numbers only: encoding cannot fail.
    serde_json::to_string(&known).unwrap_or_default()
}

/// A payment started on a touch point. Whoever has been told that the PSP accepted may not be told
/// that it did not.
fn judge_closed(outcome: Outcome, payment: &Payment) -> Verdict {
    match (payment.status, outcome) {
        (PaymentStatus::PaymentAccepted | PaymentStatus::PaymentUnknown, Outcome::Ok) => {
            Verdict::Record
        }
        (PaymentStatus::PaymentAccepted | PaymentStatus::PaymentUnknown, Outcome::Ko) => {
            refuse(FaultCode::Semantica, "Outcome KO non accettabile")
        }
        (PaymentStatus::Cancelled, Outcome::Ok) => refuse_expired(FaultCode::TokenScaduto),
        (PaymentStatus::Cancelled, Outcome::Ko) => refuse_expired(FaultCode::TokenScadutoKo),
        (
            PaymentStatus::Paying
            | PaymentStatus::PaymentReserved
            | PaymentStatus::PaymentSent
            | PaymentStatus::PaymentRefused
            | PaymentStatus::PaymentSendError
            | PaymentStatus::Paid
            | PaymentStatus::Failed
            | PaymentStatus::NoticeGenerated
            | PaymentStatus::NoticeSent
            | PaymentStatus::Notified,
            Outcome::Ok | Outcome::Ko,
        ) => refuse(
            FaultCode::Semantica,
            "Outcome non accettabile per stato pagamento",
        ),
    }
}

/// A payment started at the PSP. A token whose time has passed counts as live until the expiry job
/// has come by.
fn judge_counter(
    outcome: Outcome,
    position: &Position,
    payment: &Payment,
    now: Timestamp,
) -> Verdict {
    match payment.status {
        // Whether somebody else pays is being found out.
        PaymentStatus::Cancelled if position.is_activation_pending(now) => refuse(
            FaultCode::Semantica,
            "Outcome non accettabile per stato pagamento",
        ),
        PaymentStatus::Paying => Verdict::Record,
        PaymentStatus::Cancelled => match (position.status, outcome) {
            (Some(PositionStatus::Inserted), Outcome::Ok) => {
                Verdict::RecordLate(expired(FaultCode::TokenScaduto))
            }
            (Some(PositionStatus::Inserted), Outcome::Ko) => {
                Verdict::RecordLate(expired(FaultCode::TokenScadutoKo))
            }
            (
                None
                | Some(PositionStatus::Paying | PositionStatus::Paid | PositionStatus::Notified),
                Outcome::Ok,
            ) => Verdict::Refuse(FaultCode::PagamentoDuplicato.into()),
            (
                None
                | Some(PositionStatus::Paying | PositionStatus::Paid | PositionStatus::Notified),
                Outcome::Ko,
            ) => refuse_expired(FaultCode::TokenScadutoKo),
        },
        PaymentStatus::PaymentReserved
        | PaymentStatus::PaymentSent
        | PaymentStatus::PaymentAccepted
        | PaymentStatus::PaymentRefused
        | PaymentStatus::PaymentSendError
        | PaymentStatus::PaymentUnknown
        | PaymentStatus::Paid
        | PaymentStatus::Failed
        | PaymentStatus::NoticeGenerated
        | PaymentStatus::NoticeSent
        | PaymentStatus::Notified => refuse(
            FaultCode::Semantica,
            "Outcome non accettabile per stato pagamento",
        ),
    }
}

fn refuse(code: FaultCode, description: &str) -> Verdict {
    Verdict::Refuse(Fault::described(code, description))
}

fn expired(code: FaultCode) -> Fault {
    Fault::described(code, code.fault_string())
}

fn refuse_expired(code: FaultCode) -> Verdict {
    Verdict::Refuse(expired(code))
}
