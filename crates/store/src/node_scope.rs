//! Loads what a decision of the node is about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{NoticeKey, PaymentToken, TransactionId};
use node::{Closure, Position, Scope, View};

use crate::StoreError;
use crate::connection::Connection;
use crate::idempotency::Seen;
use crate::payment::{self, PaymentState};
use crate::position::{self, KEYS_PER_STATEMENT, POSITION, PositionState};
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
    pub(crate) idempotency: Seen,
}

const LOCK_NAME: &str = "select pg_advisory_xact_lock(hashtextextended($1, 0))";

/// Loads the scope.
pub(crate) async fn load(
    connection: &mut Connection,
    scope: &Scope,
    purpose: Purpose,
) -> Result<(View, Standing), StoreError> {
    let locks = purpose == Purpose::Write && connection.has_concurrent_writers();
    if let Some(transaction) = scope.transaction.as_ref().filter(|_| locks) {
        // It may not exist yet, so there is no row to be locked.
        let name = format!("transaction/{transaction}");
        connection.execute(Query::new(LOCK_NAME).bind(name)).await?;
    }
    let mut closure = load_closure(connection, scope).await?;
    let mut tokens = scope.tokens.clone();
    tokens.extend(closure.iter().flat_map(|closure| closure.tokens.clone()));
    let found = if locks {
        lock(connection, &scope.notices, &tokens).await?
    } else {
        let mut keys: BTreeSet<_> = scope.notices.iter().cloned().collect();
        keys.extend(find_notices(connection, &tokens).await?);
        Found { keys, new: None }
    };
    if locks {
        // Its result is written by whoever holds the position of one of its payments.
        closure = load_closure(connection, scope).await?;
    }
    let mut standing = load_positions(connection, found).await?;
    load_recipients(connection, &mut standing).await?;
    if let Some(transaction) = first_transaction(scope, &standing) {
        closure = closure::load(connection, &transaction).await?;
    }
    let idempotency = match &scope.idempotency {
        Some((psp, key)) => idempotency::load(connection, psp, key).await?,
        None => None,
    };
    standing.idempotency = Seen::new(scope.idempotency.clone(), idempotency.as_ref());
    let view = View {
        positions: positions(&standing),
        closure,
        idempotency,
    };
    Ok((view, standing))
}

/// The positions of a scope.
#[derive(Default)]
struct Found {
    keys: BTreeSet<NoticeKey>,
    /// One that this transaction has just added: it has no payments.
    new: Option<NoticeKey>,
}

/// Locks the positions of a scope in the order of their keys, so that two decisions about the same
/// positions wait for each other and never in a circle.
async fn lock(
    connection: &mut Connection,
    notices: &[NoticeKey],
    tokens: &[PaymentToken],
) -> Result<Found, StoreError> {
    match (notices, tokens) {
        ([], []) => Ok(Found::default()),
        ([], [token]) => {
            let query = Query::new(position::LOCK_BY_TOKEN).bind(token.as_str());
            let keys = read_keys(connection, query).await?;
            Ok(Found { keys, new: None })
        }
        ([], tokens) if tokens.len() <= KEYS_PER_STATEMENT => {
            let values = padded(tokens, |token| vec![token.as_str().into()]);
            let query = Query::new(position::LOCK_BY_TOKENS).bind_all(values);
            let keys = read_keys(connection, query).await?;
            Ok(Found { keys, new: None })
        }
        ([notice], []) => lock_one(connection, notice).await,
        _ => lock_many(connection, notices, tokens).await,
    }
}

async fn lock_one(connection: &mut Connection, notice: &NoticeKey) -> Result<Found, StoreError> {
    let lock = || Query::new(position::LOCK_ONE).bind_all(key_values(notice));
    let keys = BTreeSet::from([notice.clone()]);
    if connection.fetch_optional(lock()).await?.is_some() {
        return Ok(Found { keys, new: None });
    }
    let rows = vec![unseen_values(notice)];
    let inserted = connection
        .insert_rows(&position::INSERT_UNSEEN, rows)
        .await?;
    if inserted == 0 {
        // Somebody else has added it meanwhile.
        connection.fetch_optional(lock()).await?;
    }
    let new = (inserted == 1).then(|| notice.clone());
    Ok(Found { keys, new })
}

/// Every row exists before any is locked.
async fn lock_many(
    connection: &mut Connection,
    notices: &[NoticeKey],
    tokens: &[PaymentToken],
) -> Result<Found, StoreError> {
    let mut keys: BTreeSet<_> = notices.iter().cloned().collect();
    let rows = keys.iter().map(unseen_values).collect();
    connection
        .insert_rows(&position::INSERT_UNSEEN, rows)
        .await?;
    keys.extend(find_notices(connection, tokens).await?);
    let in_order: Vec<_> = keys.iter().collect();
    for chunk in in_order.chunks(KEYS_PER_STATEMENT) {
        let values = padded(chunk, |key| key_values(key));
        let query = Query::new(position::LOCK).bind_all(values);
        connection.fetch_all(query).await?;
    }
    Ok(Found { keys, new: None })
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

/// The transaction that the payment of the scope's first token belongs to, when the scope names none.
fn first_transaction(scope: &Scope, standing: &Standing) -> Option<TransactionId> {
    if scope.transaction.is_some() {
        return None;
    }
    let payment = standing.payments.get(scope.tokens.first()?)?;
    payment.payment.transaction.clone()
}

async fn find_notices(
    connection: &mut Connection,
    tokens: &[PaymentToken],
) -> Result<BTreeSet<NoticeKey>, StoreError> {
    let mut keys = BTreeSet::new();
    for chunk in tokens.chunks(KEYS_PER_STATEMENT) {
        let values = padded(chunk, |token| vec![token.as_str().into()]);
        let query = Query::new(payment::FIND_NOTICES).bind_all(values);
        keys.extend(read_keys(connection, query).await?);
    }
    Ok(keys)
}

/// The notice of a payment.
pub(crate) async fn find_notice(
    connection: &mut Connection,
    token: &PaymentToken,
) -> Result<Option<NoticeKey>, StoreError> {
    let found = find_notices(connection, std::slice::from_ref(token)).await?;
    Ok(found.into_iter().next())
}

async fn read_keys(
    connection: &mut Connection,
    query: Query,
) -> Result<BTreeSet<NoticeKey>, StoreError> {
    let rows = connection.fetch_all(query).await?;
    let keys = rows.iter().map(|row| position::read_key(row.of(&POSITION)));
    keys.collect()
}

async fn load_positions(connection: &mut Connection, found: Found) -> Result<Standing, StoreError> {
    let mut standing = Standing::default();
    let is_new = |key: &NoticeKey| found.new.as_ref() == Some(key);
    let keys: Vec<_> = found.keys.iter().filter(|key| !is_new(key)).collect();
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
    for key in found.keys {
        let unseen = PositionState {
            status: None,
            activation_pending_until: None,
            loaded_version: 0,
            version: 0,
        };
        standing.positions.entry(key).or_insert(unseen);
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

fn unseen_values(key: &NoticeKey) -> Vec<Value> {
    let mut values = key_values(key);
    values.push(0_i64.into());
    values
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
