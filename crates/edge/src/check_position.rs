use async_trait::async_trait;
use domain::{NoticeKey, Outcome};
use http::StatusCode;
use node::{CheckedPositions, RequestContext, Subject};
use wire::rest::{CheckPositionError, CheckPositionReq, CheckPositionRes, CheckedPosition};

use crate::node_port::NodePort;
use crate::rest::{RestAnswer, RestCommand, RestPrimitive, status};

/// checkPosition.
pub(crate) struct CheckPosition;

struct Command {
    notices: Vec<NoticeKey>,
}

impl RestPrimitive for CheckPosition {
    fn name(&self) -> &'static str {
        "checkPosition"
    }

    fn read(&self, body: &[u8]) -> Result<Box<dyn RestCommand>, String> {
        let message = CheckPositionReq::decode(body).map_err(|invalid| invalid.to_string())?;
        Ok(Box::new(Command {
            notices: message.positions,
        }))
    }

    fn refuse(&self, description: &str) -> Vec<u8> {
        refuse(description)
    }
}

fn refuse(description: &str) -> Vec<u8> {
    let error = CheckPositionError {
        description: description.into(),
    };
    error.encode()
}

#[async_trait]
impl RestCommand for Command {
    fn subject(&self) -> Subject {
        match self.notices.as_slice() {
            [notice] => Subject::notice(notice),
            _ => Subject::default(),
        }
    }

    async fn carry_out(
        self: Box<Self>,
        node: &dyn NodePort,
        context: &RequestContext,
    ) -> RestAnswer {
        match node.check_position(context, self.notices).await {
            Ok(checked) => RestAnswer {
                status: StatusCode::OK,
                outcome: checked.outcome,
                body: answer(checked).encode(),
            },
            Err(fault) => RestAnswer {
                status: status(&fault),
                outcome: Outcome::Ko,
                body: refuse(&fault.description),
            },
        }
    }
}

fn answer(checked: CheckedPositions) -> CheckPositionRes {
    let positions = checked
        .positions
        .into_iter()
        .map(|position| CheckedPosition {
            notice: position.notice,
            description: position.forbidden_by.map(|status| status.as_str().into()),
        });
    CheckPositionRes {
        outcome: checked.outcome,
        positions: positions.collect(),
    }
}
