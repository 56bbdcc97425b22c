//! closePayment v2: a touch point says whether the payer's money has been secured (node sheet
//! §3.13).

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use domain::{
    Amount, BundleId, MetadataEntry, OutboxKind, Outcome, PaymentToken, TransactionId,
    TransferDestination,
};
use jiff::Timestamp;
use registry::{PaymentModel, PaymentType, PrimitiveVersion, Snapshot};

use crate::check_position::RestFault;
use crate::closure::{Closure, ClosureDetails};
use crate::draft::{Draft, IllegalTransition};
use crate::payment::{Payment, PaymentEvent, PaymentStatus, PspRoute};
use crate::position::{Position, PositionEvent};
use crate::psp_notify_payment::NotificationOf;
use crate::service::{RequestContext, Service};
use crate::store::{Change, Changes, Scope, View, update};

const PRIMITIVE: &str = "closePayment-v2";

/// The most tokens in one transaction.
pub const CLOSED_TOKENS_MAX: usize = 5;

/// The notification of the PSP is tried this often: it is sent at most once, but the process may die
/// before and after.
const NOTIFY_ATTEMPTS_MAX: u32 = 5;

/// The request.
#[derive(Clone, Debug)]
pub struct ClosePayment {
    /// The touch point's transaction.
    pub transaction: TransactionId,
    /// 1 to 5 tokens.
    pub tokens: Vec<PaymentToken>,
    /// Whether the payer's money has been secured.
    pub outcome: Outcome,
    /// How; required with outcome OK.
    pub details: Option<CloseDetails>,
}

/// How a transaction was paid. `Debug` hides what the gateway told: mail addresses are among it.
#[derive(Clone)]
pub struct CloseDetails {
    /// Which PSP carries it out.
    pub route: PspRoute,
    /// With which method.
    pub payment_method: PaymentType,
    /// Notices and fee.
    pub total_amount: Amount,
    /// The PSP's fee.
    pub fee: Amount,
    /// The part of the fee that the creditor bears.
    pub primary_ci_incurred_fee: Option<Amount>,
    /// The PSP's bundle.
    pub bundle: Option<BundleId>,
    /// The creditor's bundle.
    pub ci_bundle: Option<BundleId>,
    /// When the gateway carried it out.
    pub operated_at: Timestamp,
    /// What the PSP needs of the gateway (`additionalPaymentInformations`).
    pub additional: Vec<MetadataEntry>,
}

impl fmt::Debug for CloseDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloseDetails")
            .field("route", &self.route)
            .field("payment_method", &self.payment_method)
            .field("total_amount", &self.total_amount)
            .field("fee", &self.fee)
            .finish_non_exhaustive()
    }
}

impl Service {
    /// Accepts at once; the PSP is notified afterwards.
    pub async fn close_payment(
        &self,
        context: &RequestContext,
        command: ClosePayment,
    ) -> Result<(), RestFault> {
        // The same token twice would be paid, and moved, twice.
        let different: HashSet<_> = command.tokens.iter().collect();
        if !(1..=CLOSED_TOKENS_MAX).contains(&command.tokens.len())
            || different.len() < command.tokens.len()
        {
            return Err(RestFault::new(400, "Invalid paymentTokens"));
        }
        let registry = self.snapshot();
        let details = match (command.outcome, &command.details) {
            (Outcome::Ok, Some(details)) => {
                check_route(&registry, details, command.tokens.len())?;
                Some(details)
            }
            (Outcome::Ok, None) => return Err(RestFault::new(400, "Invalid idPSP")),
            (Outcome::Ko, _) => None,
        };
        let now = self.now();
        let extension = Duration::from_millis(self.parameters().token_extension_ms);
        let closing = Closing {
            details: details.cloned(),
            extension,
            draft: Draft::new(now, context.session.clone(), PRIMITIVE),
            registry,
            command,
        };
        let scope = Scope {
            tokens: closing.command.tokens.clone(),
            transaction: Some(closing.command.transaction.clone()),
            ..Scope::default()
        };
        update(&*self.dependencies.store, scope, move |view| {
            closing.decide(view)
        })
        .await?
    }
}

/// The PSP, its broker and channel, and their ties, in the official order.
fn check_route(
    registry: &Snapshot,
    details: &CloseDetails,
    tokens: usize,
) -> Result<(), RestFault> {
    let route = &details.route;
    let known = |is_usable: Option<bool>, what: &str| {
        if is_usable == Some(true) {
            return Ok(());
        }
        let text = format!("The indicated {what} does not exist");
        Err(RestFault::new(404, &text))
    };
    let psp = registry.psp(&route.psp);
    known(psp.map(|p| p.availability.is_enabled()), "PSP")?;
    let broker = registry.psp_broker(&route.broker);
    known(broker.map(|b| b.availability.is_enabled()), "brokerPSP")?;
    let channel = registry.channel(&route.channel);
    known(channel.map(|c| c.availability.is_enabled()), "channel")?;
    let is_tied = registry
        .channel_link(&route.psp, &route.channel)
        .is_some_and(|link| link.payment_types.contains(&details.payment_method));
    let Some(channel) = channel.filter(|c| is_tied && c.broker == route.broker) else {
        return Err(RestFault::new(
            404,
            "Incorrect PSP-brokerPSP-Channel-Payment type configuration",
        ));
    };
    if channel.payment_model == PaymentModel::ActivatedAtPsp {
        return Err(RestFault::new(400, "Invalid payment type"));
    }
    if tokens > 1 && channel.primitive_version == PrimitiveVersion::V1 {
        return Err(RestFault::new(400, "Wrong channel version"));
    }
    Ok(())
}

struct Closing {
    command: ClosePayment,
    details: Option<CloseDetails>,
    extension: Duration,
    registry: Arc<Snapshot>,
    draft: Draft,
}

impl Closing {
    fn decide(mut self, view: &View) -> (Changes, Result<(), RestFault>) {
        let found: Vec<_> = self
            .command
            .tokens
            .iter()
            .filter_map(|token| find(view, token))
            .collect();
        if let Err(fault) = self.check(view, &found) {
            // The known ones of a transaction that cannot be paid whole are not paid at all.
            let is_partial = fault.description == UNKNOWN_TOKEN;
            if is_partial && self.cancel(found).is_ok() {
                return (self.draft.finish(), Err(fault));
            }
            return (Vec::new(), Err(fault));
        }
        let result = match self.details.take() {
            Some(details) => self.reserve(found, details),
            None => self.release(found),
        };
        match result {
            Ok(()) => (self.draft.finish(), Ok(())),
            Err(error) => {
                tracing::error!(error = %error, "a closure was decided wrongly");
                (
                    Vec::new(),
                    Err(RestFault::new(500, "Internal server error")),
                )
            }
        }
    }

    fn check(&self, view: &View, found: &[(&Position, &Payment)]) -> Result<(), RestFault> {
        if let Some(details) = &self.details {
            self.check_stamps(found, details)?;
        }
        if found.len() < self.command.tokens.len() {
            return Err(if self.command.tokens.len() == 1 {
                RestFault::new(404, "The indicated payment does not exist")
            } else {
                RestFault::new(404, UNKNOWN_TOKEN)
            });
        }
        let is_closed = |payment: &Payment| {
            payment.transaction.is_some() && payment.status != PaymentStatus::Cancelled
        };
        if found.iter().any(|(_, payment)| is_closed(payment)) {
            return Err(RestFault::new(422, "Outcome already acquired"));
        }
        if let Some(details) = &self.details {
            let notices = found.iter().map(|(_, payment)| payment.data.amount);
            let total = Amount::checked_sum(notices.chain([details.fee]));
            if total != Some(details.total_amount) {
                return Err(RestFault::new(400, "Mismatched amount"));
            }
        }
        let now = self.draft.at();
        let is_live =
            |payment: &Payment| payment.status == PaymentStatus::Paying && now < payment.valid_to;
        if !found.iter().all(|(_, payment)| is_live(payment)) {
            return Err(RestFault::new(
                400,
                "Unacceptable outcome when token has expired",
            ));
        }
        if view.closure.is_some() {
            // The transaction holds other tokens.
            return Err(RestFault::new(422, "Outcome already acquired"));
        }
        Ok(())
    }

    fn check_stamps(
        &self,
        found: &[(&Position, &Payment)],
        details: &CloseDetails,
    ) -> Result<(), RestFault> {
        let has_stamp = found.iter().any(|(_, payment)| {
            payment
                .data
                .transfers
                .iter()
                .any(|t| matches!(t.destination, TransferDestination::Stamp(_)))
        });
        let psp = self.registry.psp(&details.route.psp);
        let channel = self.registry.channel(&details.route.channel);
        let sells_stamps = psp.is_some_and(|p| p.stamp)
            && channel
                .is_some_and(|c| c.digital_stamp && c.primitive_version == PrimitiveVersion::V2);
        if has_stamp && !sells_stamps {
            return Err(RestFault::new(400, "Invalid PSP/Canale for MBD"));
        }
        Ok(())
    }

    /// Outcome OK: the payments go to their PSP.
    fn reserve(
        &mut self,
        found: Vec<(&Position, &Payment)>,
        details: CloseDetails,
    ) -> Result<(), IllegalTransition> {
        let now = self.draft.at();
        let transaction = self.command.transaction.clone();
        let mut latest = now;
        for (_, payment) in found {
            let mut payment = payment.clone();
            let valid_to = payment
                .valid_to
                .checked_add(self.extension)
                .unwrap_or(Timestamp::MAX);
            latest = latest.max(valid_to);
            self.draft.push(Change::PaymentClosed(
                payment.notice.clone(),
                payment.token.clone(),
                transaction.clone(),
                Some(details.route.clone()),
                valid_to,
            ));
            payment.transaction = Some(transaction.clone());
            payment.route = details.route.clone();
            self.draft.payment(&mut payment, PaymentEvent::ClosedOk)?;
        }
        self.push_closure(latest, Some(details));
        self.draft.outbox(
            OutboxKind::PspNotifyPayment,
            transaction.as_str(),
            &NotificationOf {
                transaction: transaction.clone(),
            },
            NOTIFY_ATTEMPTS_MAX,
        );
        Ok(())
    }

    /// Outcome KO: the payments end and their positions are free.
    fn release(&mut self, found: Vec<(&Position, &Payment)>) -> Result<(), IllegalTransition> {
        let now = self.draft.at();
        let transaction = self.command.transaction.clone();
        for (_, payment) in &found {
            self.draft.push(Change::PaymentClosed(
                payment.notice.clone(),
                payment.token.clone(),
                transaction.clone(),
                None,
                payment.valid_to,
            ));
        }
        self.cancel(found)?;
        self.push_closure(now, None);
        Ok(())
    }

    fn cancel(&mut self, found: Vec<(&Position, &Payment)>) -> Result<(), IllegalTransition> {
        for (position, payment) in found {
            if payment.status != PaymentStatus::Paying {
                continue;
            }
            let (mut position, mut payment) = (position.clone(), payment.clone());
            self.draft.payment(&mut payment, PaymentEvent::ClosedKo)?;
            self.draft
                .position(&mut position, PositionEvent::Released)?;
        }
        Ok(())
    }

    fn push_closure(&mut self, valid_to: Timestamp, details: Option<CloseDetails>) {
        let closure = Closure {
            transaction: self.command.transaction.clone(),
            tokens: self.command.tokens.clone(),
            outcome: self.command.outcome,
            closed_at: self.draft.at(),
            valid_to,
            details: details.map(|details| ClosureDetails {
                route: details.route,
                payment_method: details.payment_method,
                total_amount: details.total_amount,
                fee: details.fee,
                primary_ci_incurred_fee: details.primary_ci_incurred_fee,
                bundle: details.bundle,
                ci_bundle: details.ci_bundle,
                operated_at: details.operated_at,
                additional: details.additional,
            }),
            result: None,
        };
        self.draft.push(Change::Closure(Box::new(closure)));
    }
}

const UNKNOWN_TOKEN: &str = "Unknown token";

fn find<'a>(view: &'a View, token: &PaymentToken) -> Option<(&'a Position, &'a Payment)> {
    view.positions.iter().find_map(|position| {
        let payment = position.payments.iter().find(|p| p.token == *token)?;
        Some((position, payment))
    })
}
