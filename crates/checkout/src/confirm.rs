use domain::{Amount, TransactionId};
use jiff::Timestamp;

use crate::authorization_outcome::take_operation;
use crate::service::Current;
use crate::{
    Authorization, CardData, Changes, Checkout, CheckoutError, Continuation, GatewayError,
    GatewayOperation, JourneySecret, OperationResult, Order, ResultId, SessionState, Step,
    Transaction, TransactionEvent, TransactionStatus, outbox,
};

/// What the page showed when the citizen confirmed. It is only compared with our own record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenPayment {
    /// The transaction.
    pub transaction: TransactionId,
    /// Notices and fee.
    pub total: Amount,
}

/// Where the card is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardEntry {
    /// In the hosted fields, already.
    HostedFields,
    /// On the gateway's own page, next.
    GatewayPage,
}

/// Where the browser goes after the confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// To the gateway or the bank.
    Redirect(String),
    /// To our page with the hidden frame of the 3DS method, and then to the result.
    Gdi {
        /// The frame's address.
        src: String,
        /// The result.
        result: ResultId,
    },
    /// To the result.
    Outcome(ResultId),
}

impl Checkout {
    /// Asks for the money, at most once: the request is on record before the gateway hears of it. A
    /// second confirmation of the same payment leads where the first one led.
    pub async fn confirm(
        &self,
        secret: &JourneySecret,
        seen: &SeenPayment,
        entry: CardEntry,
    ) -> Result<NextPage, CheckoutError> {
        let current = match self.current(secret).await {
            Ok(current) => current,
            Err(CheckoutError::NotYet(Step::Outcome(result))) => {
                return self.continuation_of(&result, seen).await;
            }
            Err(error) => return Err(error),
        };
        let transaction = bound(&current)?;
        let order = transaction.order.clone();
        let order = order.ok_or(CheckoutError::NotYet(Step::Pay))?;
        if transaction.id != seen.transaction || order.total != seen.total {
            return Err(CheckoutError::Changed);
        }
        let (method, fee) = self.agreed_fee(secret, &current).await?;
        if !crate::activate::is_bound(transaction, &method, &fee) {
            return Err(CheckoutError::Changed);
        }
        let (card, page) = match entry {
            CardEntry::HostedFields => (Some(self.card(transaction).await?), None),
            CardEntry::GatewayPage => {
                let url = order.url.clone();
                let url = url.ok_or(CheckoutError::Gateway(GatewayError::NotFound))?;
                (None, Some(url))
            }
        };
        let id = transaction.id.clone();
        let Some(asked) = self.ask(&id, order, card, page).await? else {
            let now = self.ports.store.find_transaction(&id).await?;
            return Ok(next_page(&now.ok_or(CheckoutError::NotFound)?));
        };
        match entry {
            CardEntry::GatewayPage => Ok(next_page(&asked)),
            CardEntry::HostedFields => self.take_money(asked).await,
        }
    }

    async fn card(&self, transaction: &Transaction) -> Result<CardData, CheckoutError> {
        let session = transaction.session_ref();
        let session = session.ok_or(CheckoutError::NotYet(Step::Pay))?;
        match self.ports.gateway.card_data(&session).await {
            Ok(card) => Ok(card),
            Err(GatewayError::Refused { .. } | GatewayError::NotFound) => {
                Err(CheckoutError::CardMissing)
            }
            Err(error @ GatewayError::Unavailable) => Err(CheckoutError::Gateway(error)),
        }
    }

    /// Records the request; `None` when another request was first.
    async fn ask(
        &self,
        id: &TransactionId,
        order: Order,
        card: Option<CardData>,
        page: Option<String>,
    ) -> Result<Option<Transaction>, CheckoutError> {
        let now = self.now();
        let updated = self
            .change(id, move |transaction| {
                let is_same = transaction.order.as_ref() == Some(&order);
                if transaction.status != TransactionStatus::Activated
                    || transaction.is_stale(now)
                    || !is_same
                {
                    return Changes::none();
                }
                let mut events = vec![TransactionEvent::AuthorizationRequested { card }];
                events.extend(
                    page.map(|url| TransactionEvent::AuthorizationOutcomeWaiting {
                        continuation: Continuation::Redirect { url },
                    }),
                );
                let state = outbox::authorization_state(transaction, now);
                Changes::events(now, events).with(state)
            })
            .await?;
        let is_first = updated.before.status == TransactionStatus::Activated
            && updated.after.status == TransactionStatus::AuthorizationRequested;
        if !is_first && updated.after.status == TransactionStatus::Activated {
            return Err(CheckoutError::Changed);
        }
        Ok(is_first.then_some(updated.after))
    }

    /// The one call that takes money. When it fails without a clear answer, the notification or the
    /// question asked later by a worker will tell.
    async fn take_money(&self, transaction: Transaction) -> Result<NextPage, CheckoutError> {
        let (Some(session), Some(total)) = (transaction.session_ref(), transaction.total()) else {
            return Err(CheckoutError::NotYet(Step::Pay));
        };
        let answer = self.ports.gateway.confirm(&session, total).await;
        let now = self.now();
        let id = transaction.id;
        let updated = self
            .change(&id, move |transaction| {
                after_confirmation(transaction, answer, now)
            })
            .await?;
        Ok(next_page(&updated.after))
    }

    async fn continuation_of(
        &self,
        result: &ResultId,
        seen: &SeenPayment,
    ) -> Result<NextPage, CheckoutError> {
        let transaction = self.ports.store.find_by_result(result).await?;
        let transaction = transaction.ok_or(CheckoutError::NotFound)?;
        if transaction.id == seen.transaction {
            Ok(next_page(&transaction))
        } else {
            Err(CheckoutError::Changed)
        }
    }
}

fn bound(current: &Current) -> Result<&Transaction, CheckoutError> {
    let missing = || {
        let step = current.journey.missing_step();
        CheckoutError::NotYet(step.unwrap_or(Step::Psp))
    };
    current.transaction.as_ref().ok_or_else(missing)
}

fn after_confirmation(
    transaction: &Transaction,
    answer: Result<SessionState, GatewayError>,
    now: Timestamp,
) -> Changes {
    if transaction.status != TransactionStatus::AuthorizationRequested {
        // The notification was quicker.
        return Changes::none();
    }
    let waiting = |continuation| {
        let event = TransactionEvent::AuthorizationOutcomeWaiting { continuation };
        Changes::events(now, vec![event])
    };
    match answer {
        Ok(SessionState::Complete(Some(operation))) => take_operation(transaction, &operation, now),
        Ok(SessionState::GdiVerification { src }) => waiting(Continuation::Gdi { src }),
        Ok(SessionState::Redirected { url }) => waiting(Continuation::Redirect { url }),
        Ok(SessionState::Complete(None) | SessionState::Open) | Err(GatewayError::Unavailable) => {
            Changes::none()
        }
        Err(GatewayError::Refused { code, .. }) => {
            take_operation(transaction, &never_happened(code, now), now)
        }
        Err(GatewayError::NotFound) => take_operation(transaction, &never_happened(None, now), now),
    }
}

/// What stands for the operation that the gateway says there is none of.
pub(crate) fn never_happened(code: Option<String>, now: Timestamp) -> GatewayOperation {
    GatewayOperation {
        id: String::new(),
        kind: None,
        result: OperationResult::Failed,
        at: now,
        amount: None,
        authorization_code: None,
        error_code: code,
        rrn: None,
        end_to_end_id: None,
        circuit: None,
    }
}

fn next_page(transaction: &Transaction) -> NextPage {
    let result = transaction.result_id.clone();
    let is_waiting = transaction.status == TransactionStatus::AuthorizationRequested;
    match &transaction.authorization {
        Authorization::Requested {
            continuation: Some(Continuation::Redirect { url }),
        } if is_waiting => NextPage::Redirect(url.clone()),
        Authorization::Requested {
            continuation: Some(Continuation::Gdi { src }),
        } if is_waiting => NextPage::Gdi {
            src: src.clone(),
            result,
        },
        Authorization::NotRequested
        | Authorization::Requested { .. }
        | Authorization::Completed { .. } => NextPage::Outcome(result),
    }
}
