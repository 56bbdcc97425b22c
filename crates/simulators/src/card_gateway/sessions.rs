use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::session::Session;

/// Sessions kept; the oldest makes room for the newest.
const SESSIONS_MAX: usize = 10_000;

/// Another session has the same order id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the order id was used before")]
pub(super) struct OrderIdUsed;

/// All payment sessions.
#[derive(Default)]
pub(super) struct Sessions(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    by_id: HashMap<String, Session>,
    by_order: HashMap<String, String>,
    oldest_first: VecDeque<String>,
}

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a session whose order id is new.
    pub(super) fn add(&self, session: Session) -> Result<(), OrderIdUsed> {
        let order_id = session.terms.order.order_id.clone().unwrap_or_default();
        let mut inner = self.lock();
        if inner.by_order.contains_key(&order_id) {
            return Err(OrderIdUsed);
        }
        if inner.by_id.len() >= SESSIONS_MAX
            && let Some(oldest) = inner.oldest_first.pop_front()
            && let Some(gone) = inner.by_id.remove(&oldest)
        {
            inner
                .by_order
                .remove(gone.terms.order.order_id.as_deref().unwrap_or_default());
        }
        inner.oldest_first.push_back(session.id.clone());
        inner.by_order.insert(order_id, session.id.clone());
        inner.by_id.insert(session.id.clone(), session);
        Ok(())
    }

    /// Works on the session with this id.
    pub(super) fn with<R>(&self, id: &str, work: impl FnOnce(&mut Session) -> R) -> Option<R> {
        self.lock().by_id.get_mut(id).map(work)
    }

    /// Works on the session of this order.
    pub(super) fn with_order<R>(
        &self,
        order_id: &str,
        work: impl FnOnce(&mut Session) -> R,
    ) -> Option<R> {
        let mut inner = self.lock();
        let id = inner.by_order.get(order_id)?.clone();
        inner.by_id.get_mut(&id).map(work)
    }

    /// Works on the session in which this operation happened.
    pub(super) fn with_operation<R>(
        &self,
        operation_id: &str,
        work: impl FnOnce(&mut Session) -> R,
    ) -> Option<R> {
        let mut inner = self.lock();
        let is_it = |session: &&mut Session| {
            let id = session.operation.as_ref().map(|o| o.operation_id.as_str());
            id == Some(operation_id)
        };
        inner.by_id.values_mut().find(is_it).map(work)
    }
}
