//! Writes what a decision of the node has changed.

use crate::StoreError;
use crate::job::Work;
use crate::node_plan::{ClosureChange, Plan};
use crate::node_scope::Standing;
use crate::{closure, journal_event, outbox_row, position, receipt, status_history};

/// Writes the plan, the rows that others refer to first.
pub(crate) async fn write(work: &mut Work, plan: Plan) -> Result<(), StoreError> {
    write_standing(work, &plan.standing).await?;
    let connection = &mut work.connection;
    for change in &plan.closures {
        match change {
            ClosureChange::Insert(closure) => closure::insert(connection, closure).await?,
            ClosureChange::Result(transaction, outcome) => {
                closure::set_result(connection, transaction, *outcome).await?;
            }
        }
    }
    for query in plan.idempotency {
        connection.execute(query).await?;
    }
    for (statement, rows) in [
        (&status_history::INSERT_POSITION, plan.position_history),
        (&status_history::INSERT_PAYMENT, plan.payment_history),
        (&status_history::INSERT_RECEIPT, plan.receipt_history),
        (&journal_event::INSERT, plan.events),
    ] {
        connection.insert_rows(statement, rows).await?;
    }
    outbox_row::insert(work, plan.outbox).await
}

async fn write_standing(work: &mut Work, standing: &Standing) -> Result<(), StoreError> {
    let connection = &mut work.connection;
    for (key, state) in &standing.positions {
        if state.version != state.loaded_version {
            let query = position::save(key, state);
            connection.execute_one("position", query).await?;
        }
    }
    for state in standing.payments.values() {
        if state.loaded_version == 0 {
            connection.execute(state.insert()?).await?;
            connection.execute(state.insert_token()).await?;
        } else if state.version != state.loaded_version {
            connection.execute_one("payment", state.update()?).await?;
        }
    }
    let mut new = Vec::new();
    for state in &standing.recipients {
        if state.loaded_version == 0 {
            new.push(state.row());
        } else if state.version != state.loaded_version {
            let query = state.update();
            connection.execute_one("receipt_recipient", query).await?;
        }
    }
    connection.insert_rows(&receipt::INSERT, new).await?;
    Ok(())
}
