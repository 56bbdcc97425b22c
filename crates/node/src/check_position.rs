//! checkPosition: may these notices be paid together (node sheet §3.12).

use std::sync::Arc;

use domain::{NoticeKey, Outcome};

use crate::fault::Fault;
use crate::position::PositionStatus;
use crate::service::{RequestContext, Service};
use crate::store::{Scope, StoreError};

/// The most notices in one question.
pub const CHECKED_POSITIONS_MAX: usize = 5;

/// A refusal of one of the node's REST primitives.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{status} {description}")]
pub struct RestFault {
    /// The HTTP status.
    pub status: u16,
    /// The official text.
    pub description: String,
}

impl RestFault {
    pub(crate) fn new(status: u16, description: &str) -> Self {
        Self {
            status,
            description: description.into(),
        }
    }
}

/// The store's failure is told to the log, not to the caller.
impl From<StoreError> for RestFault {
    fn from(error: StoreError) -> Self {
        tracing::error!(
            error = %domain::ErrorChain::new(&error),
            "the request could not be carried out"
        );
        Self::new(500, "Internal server error")
    }
}

/// The answer about one notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPosition {
    /// The notice.
    pub notice: NoticeKey,
    /// The status that forbids paying it, if any.
    pub forbidden_by: Option<PositionStatus>,
}

/// The answer about all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPositions {
    /// OK when every notice may be paid.
    pub outcome: Outcome,
    /// Each notice, as asked.
    pub positions: Vec<CheckedPosition>,
}

impl Service {
    /// Looks at the node's own knowledge only; no creditor is asked.
    pub async fn check_position(
        &self,
        _context: &RequestContext,
        notices: Vec<NoticeKey>,
    ) -> Result<CheckedPositions, RestFault> {
        if notices.is_empty() || notices.len() > CHECKED_POSITIONS_MAX {
            return Err(RestFault::new(400, "Invalid positionslist"));
        }
        let registry: Arc<registry::Snapshot> = self.snapshot();
        for notice in &notices {
            crate::authorize::counterparty(&registry, notice)
                .map_err(|_: Fault| RestFault::new(400, "Wrong configuration"))?;
        }
        let scope = Scope {
            notices: notices.clone(),
            ..Scope::default()
        };
        let view = self.dependencies.store.view(scope).await?;
        let positions: Vec<_> = notices
            .into_iter()
            .map(|notice| {
                let status = view
                    .positions
                    .iter()
                    .find(|position| position.key == notice)
                    .and_then(|position| position.status);
                CheckedPosition {
                    forbidden_by: status.filter(|status| *status != PositionStatus::Inserted),
                    notice,
                }
            })
            .collect();
        let is_payable = positions.iter().all(|p| p.forbidden_by.is_none());
        Ok(CheckedPositions {
            outcome: if is_payable { Outcome::Ok } else { Outcome::Ko },
            positions,
        })
    }
}
