//! The node's decisions, each in one transaction.

use async_trait::async_trait;
use domain::{NoticeKey, PaymentToken, TransactionId};
use jiff::Timestamp;
use node::{Decide, Scope, View};

use crate::node_plan::Plan;
use crate::node_scope::{self, Purpose};
use crate::payment::PAYMENT_DEADLINE;
use crate::query::Query;
use crate::{Store, StoreError, idempotency, node_change, position};

const LIST_EXPIRED_PAYMENTS: &str = "\
    select creditor
         , notice_number
         , token
      from payment_deadline
     where transaction_id is null
       and valid_to < $1
     order by valid_to
     limit $2";

const LIST_EXPIRED_CLOSURES: &str = "\
    select closure.transaction_id
         , closure.valid_to
      from closure
     where closure.valid_to < $1
       and closure.transaction_id in
           ( select payment_deadline.transaction_id
               from payment_deadline
              where payment_deadline.transaction_id is not null
           )
     order by closure.valid_to
     limit $2";

pub(crate) fn list_expired_payments(now: Timestamp, limit: u32) -> Query {
    Query::new(LIST_EXPIRED_PAYMENTS).bind(now).bind(limit)
}

pub(crate) fn list_expired_closures(now: Timestamp, limit: u32) -> Query {
    Query::new(LIST_EXPIRED_CLOSURES).bind(now).bind(limit)
}

#[async_trait]
impl node::Store for Store {
    async fn update(&self, scope: Scope, decide: Decide) -> Result<(), node::StoreError> {
        let update = self.core.write(move |work| {
            Box::pin(async move {
                let connection = &mut work.connection;
                let (view, standing) = node_scope::load(connection, &scope, Purpose::Write).await?;
                let changes = decide(&view);
                if changes.is_empty() {
                    return Ok(());
                }
                node_change::write(work, Plan::new(standing, changes)?).await
            })
        });
        Ok(update.await?)
    }

    async fn view(&self, scope: Scope) -> Result<View, node::StoreError> {
        let mut connection = self.core.read().await?;
        let (view, _) = node_scope::load(&mut connection, &scope, Purpose::Look).await?;
        Ok(view)
    }

    async fn list_expired_payments(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(NoticeKey, PaymentToken)>, node::StoreError> {
        let query = list_expired_payments(now, limit);
        let rows = self.core.read().await?.fetch_all(query).await?;
        let expired = rows.iter().map(|row| {
            let row = row.of(&PAYMENT_DEADLINE);
            let token = row.parse("token", PaymentToken::parse)?;
            Ok((position::read_key(row)?, token))
        });
        Ok(expired.collect::<Result<_, StoreError>>()?)
    }

    async fn list_expired_closures(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<TransactionId>, node::StoreError> {
        let query = list_expired_closures(now, limit);
        let rows = self.core.read().await?.fetch_all(query).await?;
        let expired = rows.iter().map(|row| {
            row.of(&PAYMENT_DEADLINE)
                .parse("transaction_id", TransactionId::parse)
        });
        Ok(expired.collect::<Result<_, StoreError>>()?)
    }

    async fn delete_expired_idempotency(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, node::StoreError> {
        let query = idempotency::delete_expired(now, limit);
        Ok(self.core.execute(query).await?)
    }
}
