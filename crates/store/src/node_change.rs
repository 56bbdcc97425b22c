//! Writes what a decision of the node has changed.

use crate::StoreError;
use crate::batch::Batch;
use crate::job::Work;
use crate::node_plan::{IdempotencyChange, Plan};
use crate::node_scope::Standing;
use crate::{closure, idempotency, journal_event, outbox_row, position, receipt, status_history};

/// Writes the plan, the rows that others refer to first.
pub(crate) async fn write(work: &mut Work, plan: Plan) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    add_standing(&mut batch, &plan.standing)?;
    for closure in &plan.closures {
        closure::insert(&mut batch, closure)?;
    }
    for (transaction, outcome) in &plan.results {
        batch.one("closure", closure::set_result(transaction, *outcome));
    }
    if is_about_different_rows(&plan.idempotency) {
        add_idempotency(&mut batch, &plan.idempotency);
    } else {
        let mut in_order = Batch::default();
        add_idempotency(&mut in_order, &plan.idempotency);
        in_order.run_one_by_one(&mut work.connection).await?;
    }
    for (statement, rows) in [
        (&status_history::INSERT_POSITION, plan.position_history),
        (&status_history::INSERT_PAYMENT, plan.payment_history),
        (&status_history::INSERT_RECEIPT, plan.receipt_history),
        (&journal_event::INSERT, plan.events),
    ] {
        batch.rows(statement, rows);
    }
    if !plan.outbox.is_empty() {
        work.touched.outbox = true;
        batch.rows(&outbox_row::INSERT, outbox_row::rows(plan.outbox));
    }
    batch.run(&mut work.connection).await
}

fn add_standing(batch: &mut Batch, standing: &Standing) -> Result<(), StoreError> {
    for (key, state) in &standing.positions {
        if state.version != state.loaded_version {
            batch.one("position", position::save(key, state));
        }
    }
    for state in standing.payments.values() {
        if state.loaded_version == 0 {
            batch.one("payment", state.insert()?);
            batch.one("payment_token", state.insert_token());
        } else if state.version != state.loaded_version {
            batch.one("payment", state.update()?);
        }
        if let Some(query) = state.move_deadline() {
            batch.any(query);
        }
    }
    let mut new = Vec::new();
    for state in &standing.recipients {
        if state.loaded_version == 0 {
            new.push(state.row());
        } else if state.version != state.loaded_version {
            batch.one("receipt_recipient", state.update());
        }
    }
    batch.rows(&receipt::INSERT, new);
    Ok(())
}

fn add_idempotency(batch: &mut Batch, changes: &[IdempotencyChange]) {
    for change in changes {
        match change {
            IdempotencyChange::Save(record, guard) => {
                batch.one("idempotency", idempotency::save(record, *guard));
            }
            IdempotencyChange::Forget(token) => batch.any(idempotency::forget(token)),
        }
    }
}

/// At most one answer is saved, and not one that is forgotten in the same breath.
fn is_about_different_rows(changes: &[IdempotencyChange]) -> bool {
    let saved = |change: &&IdempotencyChange| matches!(change, IdempotencyChange::Save(..));
    let Some(IdempotencyChange::Save(record, _)) = changes.iter().find(saved) else {
        return true;
    };
    let forgets_it = changes.iter().any(|change| match change {
        IdempotencyChange::Save(..) => false,
        IdempotencyChange::Forget(token) => record.token.as_ref() == Some(token),
    });
    !forgets_it && changes.iter().filter(saved).count() == 1
}
