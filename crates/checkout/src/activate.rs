use domain::{Amount, EmailAddress, IdempotencyKey, TransactionId, TransferDestination};
use gec::Fee;
use jiff::{SignedDuration, Timestamp};

use crate::choose_method::require;
use crate::service::{Current, keep};
use crate::{
    ActivateNotice, ActivatedNotice, Attempt, Authorization, BuildSession, Changes, Checkout,
    CheckoutError, FaultCategory, HostedField, Journey, JourneyChanges, JourneySecret, Language,
    Order, OrderId, Payment, PaymentMethod, ResultId, Step, StoreError, TokenDigest, TouchPoint,
    Transaction, TransactionStatus,
};

/// How long an activation holds the notice.
const EXPIRATION_MS: u32 = 900_000;

/// The page before the payment: everything the citizen agrees to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentReview {
    /// The transaction, to be sent back with the confirmation.
    pub transaction: TransactionId,
    /// The notices.
    pub payments: Vec<Payment>,
    /// The sum of the notices.
    pub amount: Amount,
    /// The sum seen before, when the creditor has changed it since.
    pub amount_seen: Option<Amount>,
    /// The PSP and its fee.
    pub fee: Fee,
    /// What will be charged, to be sent back with the confirmation.
    pub total: Amount,
    /// The payment type.
    pub method: PaymentMethod,
    /// Where the receipt will go.
    pub email: Option<EmailAddress>,
    /// The gateway's hosted fields.
    pub fields: Vec<HostedField>,
    /// Whether the gateway has a page of its own, for browsers without script.
    pub has_gateway_page: bool,
    /// Until when the payment can be confirmed.
    pub expires_at: Timestamp,
    /// The language.
    pub language: Language,
}

impl Checkout {
    /// Activates the journey's notice, once, and opens a session at the gateway for its amount and
    /// the chosen fee, which is computed anew. Repeating it changes nothing, unless the citizen
    /// went back and chose otherwise.
    pub async fn activate_and_build(
        &self,
        secret: &JourneySecret,
    ) -> Result<PaymentReview, CheckoutError> {
        let mut current = self.current(secret).await?;
        require(&current.journey, &Step::Pay)?;
        if current.transaction.is_none() {
            let (journey, transaction) = self.activate(secret).await?;
            current = Current {
                journey,
                transaction: Some(transaction),
            };
        }
        let (method, fee) = self.agreed_fee(secret, &current).await?;
        let transaction = current
            .transaction
            .ok_or(CheckoutError::NotYet(Step::Summary))?;
        let transaction = if is_bound(&transaction, &method, &fee) {
            transaction
        } else {
            self.build(transaction, method, fee).await?
        };
        review(&current.journey, &transaction)
    }

    /// The page before the payment, as it was built; no effect.
    pub async fn review(&self, secret: &JourneySecret) -> Result<PaymentReview, CheckoutError> {
        let current = self.current(secret).await?;
        require(&current.journey, &Step::Pay)?;
        let journey = &current.journey;
        match (&current.transaction, &journey.method, &journey.fee) {
            (Some(transaction), Some(method), Some(fee)) if is_bound(transaction, method, fee) => {
                review(journey, transaction)
            }
            _ => Err(CheckoutError::NotYet(Step::Psp)),
        }
    }

    /// The chosen fee, if the fee service still gives it for the activated amounts.
    pub(crate) async fn agreed_fee(
        &self,
        secret: &JourneySecret,
        current: &Current,
    ) -> Result<(PaymentMethod, Fee), CheckoutError> {
        let journey = &current.journey;
        let (Some(method), Some(fee)) = (&journey.method, &journey.fee) else {
            return Err(CheckoutError::NotYet(Step::Psp));
        };
        if self.fees(current, method).contains(fee) {
            return Ok((method.clone(), fee.clone()));
        }
        let (now, lost) = (self.now(), fee.clone());
        self.change_journey(secret, move |mut journey| {
            if journey.fee.as_ref() == Some(&lost) {
                journey.fee = None;
            }
            keep(journey, now)
        })
        .await?;
        Err(CheckoutError::NotOffered(Step::Psp))
    }

    async fn activate(
        &self,
        secret: &JourneySecret,
    ) -> Result<(Journey, Transaction), CheckoutError> {
        let now = self.now();
        let journey = self.claim(secret).await?;
        let Some(attempt) = journey.attempt.clone() else {
            return Err(CheckoutError::NotYet(Step::Summary));
        };
        let request = ActivateNotice {
            notice: journey.notice.clone(),
            amount: attempt.amount,
            idempotency_key: attempt.idempotency_key.clone(),
            expiration_ms: EXPIRATION_MS,
            payment_method: attempt.method.clone(),
            payment_note: None,
        };
        let activated = match self.ports.node.activate(&request).await {
            Ok(activated) => activated,
            Err(fault) => {
                self.release(secret, attempt, FaultCategory::of(&fault))
                    .await?;
                return Err(fault.into());
            }
        };
        let transaction = new_transaction(&journey, &attempt, activated, now);
        self.add(secret, transaction, attempt).await
    }

    /// Fixes the names of the attempt, or gives those that another request has fixed.
    async fn claim(&self, secret: &JourneySecret) -> Result<Journey, CheckoutError> {
        let now = self.now();
        let random = self.ports.random.as_ref();
        let key = format!("{}_{}", self.settings.broker, random.alphanumeric(10));
        let id = Transaction::new_id(random);
        let result_id = ResultId::issue(random);
        self.change_journey(secret, move |mut journey| {
            let lifetime = SignedDuration::from_millis(i64::from(EXPIRATION_MS));
            let is_alive = |attempt: &Attempt| now < attempt.at + lifetime;
            if journey.attempt.as_ref().is_none_or(|it| !is_alive(it)) {
                journey.attempt = (|| {
                    Some(Attempt {
                        transaction: id?,
                        result_id,
                        idempotency_key: IdempotencyKey::parse(&key).ok()?,
                        amount: journey.verification.as_ref()?.notice.amount,
                        method: journey.method.clone()?,
                        at: now,
                    })
                })();
            }
            keep(journey, now)
        })
        .await
    }

    /// Forgets an attempt that was refused: under its key the node would repeat the refusal after
    /// its reason has gone. While somebody is paying, perhaps our own other tab, the notice stays
    /// as it was verified.
    async fn release(
        &self,
        secret: &JourneySecret,
        attempt: Attempt,
        category: FaultCategory,
    ) -> Result<(), CheckoutError> {
        let now = self.now();
        self.change_journey(secret, move |mut journey| {
            if journey.attempt.as_ref() == Some(&attempt) && journey.transaction.is_none() {
                journey.attempt = None;
                if category != FaultCategory::PaymentOngoing {
                    journey.verification = None;
                }
            }
            keep(journey, now)
        })
        .await?;
        Ok(())
    }

    /// Adds the transaction of the attempt, unless another request has added one.
    async fn add(
        &self,
        secret: &JourneySecret,
        transaction: Transaction,
        attempt: Attempt,
    ) -> Result<(Journey, Transaction), CheckoutError> {
        let now = self.now();
        let id = transaction.id.clone();
        let notice = transaction.payments.first().map(|it| it.notice.clone());
        let added = self
            .change_journey(secret, move |mut journey| {
                if journey.transaction.is_some() || Some(&journey.notice) != notice.as_ref() {
                    return JourneyChanges::default();
                }
                journey.transaction = Some(transaction.id.clone());
                // Another tab may have released it.
                journey.attempt = Some(attempt);
                JourneyChanges {
                    transaction: Some(transaction),
                    ..keep(journey, now)
                }
            })
            .await;
        let journey = match added {
            Ok(journey) => journey,
            Err(CheckoutError::Store(StoreError::Conflict)) => self.journey(secret).await?,
            Err(error) => return Err(error),
        };
        let Some(found) = self.transaction_of(&journey).await? else {
            return Err(CheckoutError::Changed);
        };
        if found.id != id {
            tracing::warn!(transaction.id = %found.id, "another tab has activated first");
        }
        Ok((journey, found))
    }

    async fn build(
        &self,
        transaction: Transaction,
        method: PaymentMethod,
        fee: Fee,
    ) -> Result<Transaction, CheckoutError> {
        let total = transaction.amount().checked_add(fee.fee);
        let total = total.ok_or(CheckoutError::NotOffered(Step::Psp))?;
        let now = self.now();
        let random = self.ports.random.as_ref();
        let id = OrderId::issue(now, random);
        let session_token = random.hex::<32>();
        let result_url = self.result_url(&transaction);
        let request = BuildSession {
            order: id.clone(),
            amount: total,
            method: method.clone(),
            psp: fee.psp.clone(),
            language: transaction.language,
            merchant_url: self.settings.origin.clone(),
            cancel_url: result_url.clone(),
            result_url,
            notification_url: format!(
                "{}/{id}/outcomes?sessionToken={session_token}",
                self.settings.notification_url
            ),
        };
        let built = self.ports.gateway.build_session(&request).await;
        let built = built.map_err(CheckoutError::Gateway)?;
        let order = Order {
            id,
            session: built.session,
            security_token: TokenDigest::of(&built.security_token),
            session_token: TokenDigest::of(&session_token),
            fields: built.fields,
            url: built.url,
            method,
            fee,
            total,
        };
        let updated = self
            .change(&transaction.id, move |transaction| {
                // Another tab may have built the same order, or confirmed.
                if transaction.status != TransactionStatus::Activated
                    || is_bound(transaction, &order.method, &order.fee)
                {
                    return Changes::none();
                }
                Changes {
                    order: Some(order),
                    ..Changes::events(now, Vec::new())
                }
            })
            .await?;
        Ok(updated.after)
    }
}

/// Whether the transaction's order is for this choice.
pub(crate) fn is_bound(transaction: &Transaction, method: &PaymentMethod, fee: &Fee) -> bool {
    let order = transaction.order.as_ref();
    order.is_some_and(|order| order.method == *method && order.fee == *fee)
}

fn review(journey: &Journey, transaction: &Transaction) -> Result<PaymentReview, CheckoutError> {
    let step = || CheckoutError::NotYet(Step::Psp);
    let order = transaction.order.as_ref().ok_or_else(step)?;
    let amount = transaction.amount();
    let seen = journey.attempt.as_ref().map(|attempt| attempt.amount);
    Ok(PaymentReview {
        transaction: transaction.id.clone(),
        payments: transaction.payments.clone(),
        amount,
        amount_seen: seen.filter(|seen| *seen != amount),
        fee: order.fee.clone(),
        total: order.total,
        method: order.method.clone(),
        email: transaction.email.clone(),
        fields: order.fields.clone(),
        has_gateway_page: order.url.is_some(),
        expires_at: transaction.token_expires_at,
        language: journey.language,
    })
}

fn new_transaction(
    journey: &Journey,
    attempt: &Attempt,
    activated: ActivatedNotice,
    now: Timestamp,
) -> Transaction {
    let is_stamp =
        |destination: &TransferDestination| matches!(destination, TransferDestination::Stamp(_));
    let transfers = &activated.transfers;
    let stamps = transfers.iter().filter(|it| is_stamp(&it.destination));
    let categories = transfers.iter().map(|it| it.category.to_string());
    let payment = Payment {
        notice: journey.notice.clone(),
        amount: activated.amount,
        stamp_count: stamps.count(),
        transfer_count: transfers.len(),
        transfer_categories: categories.collect(),
        token: activated.payment_token,
        description: activated.description,
        company_name: activated.company_name,
        creditor_reference_id: activated.creditor_reference_id,
        is_all_ccp: activated.is_all_ccp,
    };
    let lifetime = SignedDuration::from_millis(i64::from(EXPIRATION_MS));
    Transaction {
        id: attempt.transaction.clone(),
        result_id: attempt.result_id.clone(),
        journey: journey.digest.clone(),
        status: TransactionStatus::Activated,
        event_count: 1,
        touch_point: TouchPoint::Checkout,
        language: journey.language,
        email: journey.email.clone(),
        method: attempt.method.clone(),
        payments: vec![payment],
        order: None,
        card: None,
        authorization: Authorization::NotRequested,
        closure: None,
        result: None,
        activated_at: now,
        // Counted from before the call, so that ours never outlives the node's.
        token_expires_at: attempt.at.min(now) + lifetime,
        authorization_requested_at: None,
        closed_at: None,
        notified_at: None,
        updated_at: now,
    }
}
