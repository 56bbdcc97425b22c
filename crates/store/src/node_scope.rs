//! Loads what a decision of the node is about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{NoticeKey, PaymentToken};
use node::{Closure, Position, Scope, View};

use crate::StoreError;
use crate::connection::Connection;
use crate::payment::{self, PAYMENT, PaymentState};
use crate::position::{self, KEYS_PER_STATEMENT, PositionState};
use crate::query::{Query, Value};
use crate::receipt::{self, RecipientState};
use crate::{closure, idempotency};

/// What the rows are loaded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Nothing is locked.
    Look,
    /// Where several writers work at a time, everything is locked before it is read: a decision can
    /// run once only, so nothing may turn out later to have been out of date.
    Write,
}

/// The rows behind a view.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    pub(crate) positions: BTreeMap<NoticeKey, PositionState>,
    pub(crate) payments: HashMap<PaymentToken, PaymentState>,
    pub(crate) recipients: Vec<RecipientState>,
}

const LOCK_NAME: &str = "select pg_advisory_xact_lock(hashtextextended($1, 0))";

/// Loads the scope.
pub(crate) async fn load(
    connection: &mut Connection,
    scope: &Scope,
    purpose: Purpose,
) -> Result<(View, Standing), StoreError> {
    let locks = purpose == Purpose::Write && connection.has_concurrent_writers();
    if locks {
        lock_names(connection, scope).await?;
    }
    let mut closure = load_closure(connection, scope).await?;
    let mut tokens = scope.tokens.clone();
    tokens.extend(closure.iter().flat_map(|closure| closure.tokens.clone()));
    let mut keys: BTreeSet<NoticeKey> = scope.notices.iter().cloned().collect();
    keys.extend(find_notices(connection, &tokens).await?);
    if locks {
        lock_positions(connection, scope, &keys).await?;
        // Its result is written by whoever holds the position of one of its payments.
        closure = load_closure(connection, scope).await?;
    }
    let mut standing = load_positions(connection, &keys).await?;
    load_recipients(connection, &mut standing).await?;
    let idempotency = match &scope.idempotency {
        Some((psp, key)) => idempotency::load(connection, psp, key).await?,
        None => None,
    };
    let view = View {
        positions: positions(&standing),
        closure,
        idempotency,
    };
    Ok((view, standing))
}

/// Locks the names of what may not exist yet, always in the same order.
async fn lock_names(connection: &mut Connection, scope: &Scope) -> Result<(), StoreError> {
    let idempotency = scope.idempotency.as_ref();
    let names = [
        idempotency.map(|(psp, key)| format!("idempotency/{psp}/{key}")),
        scope
            .transaction
            .as_ref()
            .map(|transaction| format!("transaction/{transaction}")),
    ];
    for name in names.into_iter().flatten() {
        connection.execute(Query::new(LOCK_NAME).bind(name)).await?;
    }
    Ok(())
}

async fn load_closure(
    connection: &mut Connection,
    scope: &Scope,
) -> Result<Option<Closure>, StoreError> {
    match &scope.transaction {
        Some(transaction) => closure::load(connection, transaction).await,
        None => Ok(None),
    }
}

async fn find_notices(
    connection: &mut Connection,
    tokens: &[PaymentToken],
) -> Result<Vec<NoticeKey>, StoreError> {
    let mut keys = Vec::with_capacity(tokens.len());
    for chunk in tokens.chunks(KEYS_PER_STATEMENT) {
        let values = padded(chunk, |token| vec![token.as_str().into()]);
        let query = Query::new(payment::FIND_NOTICES).bind_all(values);
        for row in connection.fetch_all(query).await? {
            keys.push(position::read_key(row.of(&PAYMENT))?);
        }
    }
    Ok(keys)
}

/// Every row exists before any is locked, and both happen in the order of the keys: two decisions
/// about the same positions wait for each other and never in a circle.
async fn lock_positions(
    connection: &mut Connection,
    scope: &Scope,
    keys: &BTreeSet<NoticeKey>,
) -> Result<(), StoreError> {
    let maybe_unseen: BTreeSet<_> = scope.notices.iter().collect();
    let rows = maybe_unseen
        .into_iter()
        .map(|key| {
            let mut row = key_values(key);
            row.push(0_i64.into());
            row
        })
        .collect();
    connection
        .insert_rows(&position::INSERT_UNSEEN, rows)
        .await?;
    let keys: Vec<_> = keys.iter().collect();
    for chunk in keys.chunks(KEYS_PER_STATEMENT) {
        let values = padded(chunk, |key| key_values(key));
        let query = Query::new(position::LOCK).bind_all(values);
        connection.fetch_all(query).await?;
    }
    Ok(())
}

async fn load_positions(
    connection: &mut Connection,
    keys: &BTreeSet<NoticeKey>,
) -> Result<Standing, StoreError> {
    let mut standing = Standing::default();
    let keys: Vec<_> = keys.iter().collect();
    for chunk in keys.chunks(KEYS_PER_STATEMENT) {
        let query = match chunk {
            [key] => Query::new(payment::LOAD_ONE).bind_all(key_values(key)),
            _ => Query::new(payment::LOAD_MANY).bind_all(padded(chunk, |key| key_values(key))),
        };
        for row in connection.fetch_all(query).await? {
            let (key, state) = position::read_state(&row)?;
            standing.positions.insert(key, state);
            if let Some(state) = payment::read(&row)? {
                standing.payments.insert(state.payment.token.clone(), state);
            }
        }
    }
    for key in keys {
        let unseen = PositionState {
            status: None,
            activation_pending_until: None,
            loaded_version: 0,
            version: 0,
        };
        standing.positions.entry(key.clone()).or_insert(unseen);
    }
    Ok(standing)
}

/// Only a paid payment has recipients, so most decisions need no further statement.
async fn load_recipients(
    connection: &mut Connection,
    standing: &mut Standing,
) -> Result<(), StoreError> {
    let paid: BTreeSet<_> = standing
        .payments
        .values()
        .filter(|state| state.payment.status.is_paid())
        .map(|state| state.payment.notice.clone())
        .collect();
    for key in &paid {
        let query = Query::new(receipt::LOAD).bind_all(key_values(key));
        for row in connection.fetch_all(query).await? {
            let state = receipt::read(&row)?;
            if let Some(payment) = standing.payments.get_mut(&state.key.token) {
                payment.payment.recipients.push(state.recipient.clone());
            }
            standing.recipients.push(state);
        }
    }
    Ok(())
}

fn positions(standing: &Standing) -> Vec<Position> {
    let mut by_key: BTreeMap<&NoticeKey, Vec<&PaymentState>> = BTreeMap::new();
    for state in standing.payments.values() {
        by_key.entry(&state.payment.notice).or_default().push(state);
    }
    standing
        .positions
        .iter()
        .map(|(key, state)| {
            let mut payments = by_key.remove(key).unwrap_or_default();
            payments.sort_by_key(|payment| payment.ordinal);
            Position {
                key: key.clone(),
                status: state.status,
                activation_pending_until: state.activation_pending_until,
                payments: payments
                    .into_iter()
                    .map(|payment| payment.payment.clone())
                    .collect(),
            }
        })
        .collect()
}

pub(crate) fn key_values(key: &NoticeKey) -> Vec<Value> {
    vec![
        key.creditor.as_str().into(),
        key.notice_number.as_str().into(),
    ]
}

/// The values of a statement for [`KEYS_PER_STATEMENT`] keys: the last key fills it up.
fn padded<T>(keys: &[T], values: impl Fn(&T) -> Vec<Value>) -> Vec<Value> {
    let last = keys.len().saturating_sub(1);
    (0..KEYS_PER_STATEMENT)
        .filter_map(|index| keys.get(index.min(last)))
        .flat_map(values)
        .collect()
}
