//! Checkout's journeys and transactions.

use async_trait::async_trait;
use checkout::{
    Decision, IllegalTransition, Journey, JourneyDecision, JourneyDigest, OrderId, RecordedEvent,
    ResultId, StoreError as CheckoutError, Transaction, TransactionEvent, Update, Updated,
};
use domain::TransactionId;
use jiff::Timestamp;

use crate::job::Work;
use crate::query::Query;
use crate::{Store, StoreError, checkout_journey, checkout_transaction, outbox_row};

/// What a journey's decision came to.
enum JourneyWritten {
    Saved(Box<Journey>),
    NoJourney,
    TransactionExists,
}

async fn update_journey(
    work: &mut Work,
    digest: &JourneyDigest,
    decision: JourneyDecision,
) -> Result<JourneyWritten, StoreError> {
    let query = checkout_journey::find_for_update(digest);
    let Some(row) = work.connection.fetch_optional(query).await? else {
        return Ok(JourneyWritten::NoJourney);
    };
    let journey = checkout_journey::read(&row)?;
    let changes = decision(&journey);
    if let Some(transaction) = &changes.transaction {
        let query = checkout_transaction::insert(transaction)?;
        if work.connection.execute(query).await? == 0 {
            return Ok(JourneyWritten::TransactionExists);
        }
        let first = RecordedEvent {
            sequence: 0,
            at: transaction.activated_at,
            status: transaction.status,
            event: TransactionEvent::Activated,
        };
        write_events(work, &transaction.id, &[first]).await?;
    }
    if let Some(journey) = &changes.journey {
        let query = checkout_journey::save(journey)?;
        work.connection.execute(query).await?;
    }
    Ok(JourneyWritten::Saved(Box::new(
        changes.journey.unwrap_or(journey),
    )))
}

async fn update_transaction(
    work: &mut Work,
    id: &TransactionId,
    decision: Decision,
) -> Result<Option<Result<Updated, IllegalTransition>>, StoreError> {
    let query = checkout_transaction::find_for_update(id);
    let Some(row) = work.connection.fetch_optional(query).await? else {
        return Ok(None);
    };
    let transaction = checkout_transaction::read(&row)?;
    let update = match Update::run(transaction, decision) {
        Ok(update) => update,
        Err(illegal) => return Ok(Some(Err(illegal))),
    };
    if !update.is_empty() {
        let query = checkout_transaction::update(&update.updated.after)?;
        work.connection
            .execute_one("checkout_transaction", query)
            .await?;
        write_events(work, id, &update.events).await?;
        outbox_row::insert(work, update.outbox).await?;
    }
    Ok(Some(Ok(update.updated)))
}

async fn write_events(
    work: &mut Work,
    id: &TransactionId,
    events: &[RecordedEvent],
) -> Result<(), StoreError> {
    let rows = events
        .iter()
        .map(|event| checkout_transaction::event_row(id, event))
        .collect::<Result<_, _>>()?;
    let statement = &checkout_transaction::INSERT_EVENTS;
    work.connection.insert_rows(statement, rows).await?;
    Ok(())
}

async fn forget_emails(
    work: &mut Work,
    activated_before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let query = checkout_transaction::list_with_email(activated_before, limit);
    let mut forgotten = 0;
    for row in work.connection.fetch_all(query).await? {
        let mut transaction = checkout_transaction::read(&row)?;
        transaction.email = None;
        let query = checkout_transaction::update(&transaction)?;
        work.connection
            .execute_one("checkout_transaction", query)
            .await?;
        forgotten += 1;
    }
    Ok(forgotten)
}

impl Store {
    async fn find_checkout_transaction(
        &self,
        query: Query,
    ) -> Result<Option<Transaction>, CheckoutError> {
        let row = self.core.read().await?.fetch_optional(query).await?;
        Ok(row.as_ref().map(checkout_transaction::read).transpose()?)
    }
}

#[async_trait]
impl checkout::Store for Store {
    async fn put_journey(&self, journey: &Journey) -> Result<(), CheckoutError> {
        let query = checkout_journey::save(journey)?;
        self.core.execute(query).await?;
        Ok(())
    }

    async fn find_journey(&self, digest: &JourneyDigest) -> Result<Option<Journey>, CheckoutError> {
        let query = checkout_journey::find(digest);
        let row = self.core.read().await?.fetch_optional(query).await?;
        Ok(row.as_ref().map(checkout_journey::read).transpose()?)
    }

    async fn update_journey(
        &self,
        digest: &JourneyDigest,
        decision: JourneyDecision,
    ) -> Result<Option<Journey>, CheckoutError> {
        let digest = digest.clone();
        let write = self.core.write(move |work| {
            Box::pin(async move { update_journey(work, &digest, decision).await })
        });
        match write.await? {
            JourneyWritten::Saved(journey) => Ok(Some(*journey)),
            JourneyWritten::NoJourney => Ok(None),
            JourneyWritten::TransactionExists => Err(CheckoutError::Conflict),
        }
    }

    async fn find_transaction(
        &self,
        id: &TransactionId,
    ) -> Result<Option<Transaction>, CheckoutError> {
        let query = checkout_transaction::find(id);
        self.find_checkout_transaction(query).await
    }

    async fn find_by_order(&self, order: &OrderId) -> Result<Option<Transaction>, CheckoutError> {
        let query = checkout_transaction::find_by_order(order);
        self.find_checkout_transaction(query).await
    }

    async fn find_by_result(
        &self,
        result: &ResultId,
    ) -> Result<Option<Transaction>, CheckoutError> {
        let query = checkout_transaction::find_by_result(result);
        self.find_checkout_transaction(query).await
    }

    async fn update(
        &self,
        id: &TransactionId,
        decision: Decision,
    ) -> Result<Option<Updated>, CheckoutError> {
        let id = id.clone();
        let write = self.core.write(move |work| {
            Box::pin(async move { update_transaction(work, &id, decision).await })
        });
        let updated = write.await?;
        updated.transpose().map_err(CheckoutError::Illegal)
    }

    async fn list_expired(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<TransactionId>, CheckoutError> {
        let query = checkout_transaction::list_expired(now, limit);
        let rows = self.core.read().await?.fetch_all(query).await?;
        let ids = rows.iter().map(checkout_transaction::read_id);
        Ok(ids.collect::<Result<_, _>>()?)
    }

    async fn list_events(&self, id: &TransactionId) -> Result<Vec<RecordedEvent>, CheckoutError> {
        let query = checkout_transaction::list_events(id);
        let rows = self.core.read().await?.fetch_all(query).await?;
        let events = rows.iter().map(checkout_transaction::read_event);
        Ok(events.collect::<Result<_, _>>()?)
    }

    async fn forget(
        &self,
        now: Timestamp,
        activated_before: Timestamp,
        limit: u32,
    ) -> Result<u64, CheckoutError> {
        let write = self.core.write(move |work| {
            Box::pin(async move {
                let query = checkout_journey::delete_expired(now, limit);
                let deleted = work.connection.execute(query).await?;
                Ok(deleted + forget_emails(work, activated_before, limit).await?)
            })
        });
        Ok(write.await?)
    }
}
