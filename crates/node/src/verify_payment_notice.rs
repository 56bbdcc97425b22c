//! verifyPaymentNotice: what does a notice cost (node sheet §3.1). It changes nothing.

use domain::{Amount, CreditorFiscalCode, FaultCode, NoticeKey, Text};
use jiff::civil::Date;

use crate::authorize::{Caller, authorize, counterparty, station_fault};
use crate::fault::Fault;
use crate::journal::Subject;
use crate::parameters::Parameters;
use crate::port::StationCall;
use crate::position::{Position, PositionStatus};
use crate::service::{RequestContext, Service};
use crate::store::Scope;

/// The request.
#[derive(Clone, Debug)]
pub struct VerifyPaymentNotice {
    /// Who asks.
    pub caller: Caller,
    /// For which notice.
    pub notice: NoticeKey,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedNotice {
    /// How much is to be paid.
    pub amount: Amount,
    /// Until when, in Italy.
    pub due_on: Option<Date>,
    /// More about the option.
    pub detail_description: Option<Text<1, 140>>,
    /// Whether every transfer can go to a postal account.
    pub all_ccp: bool,
    /// What for.
    pub description: Text<1, 140>,
    /// The creditor as it names itself.
    pub creditor: CreditorFiscalCode,
    /// Its name.
    pub company_name: Text<1, 140>,
    /// Its office.
    pub office_name: Option<Text<1, 140>>,
}

impl Service {
    /// Checks the caller, the creditor's configuration and the position, then asks the creditor.
    pub async fn verify_payment_notice(
        &self,
        context: &RequestContext,
        command: VerifyPaymentNotice,
    ) -> Result<VerifiedNotice, Fault> {
        let registry = self.snapshot();
        let caller = authorize(&registry, &command.caller)?.require_activated_at_psp()?;
        let counterparty = counterparty(&registry, &command.notice)?;
        let scope = Scope {
            notices: vec![command.notice.clone()],
            ..Scope::default()
        };
        let view = self.dependencies.store.view(scope).await?;
        view.positions.first().map_or(Ok(()), require_payable)?;

        let call = StationCall {
            session: context.session.clone(),
            creditor: command.notice.creditor.clone(),
            timeout: Parameters::timeout(
                counterparty.station.timeout_ms,
                self.parameters().pa_verify_timeout_ms,
            ),
            subject: Subject {
                psp: Some(command.caller.psp.clone()),
                channel: Some(command.caller.channel.clone()),
                station: Some(counterparty.station.id.clone()),
                ..Subject::notice(&command.notice)
            },
            station: counterparty.station,
        };
        let verified = self
            .dependencies
            .creditors
            .pa_verify_payment_notice(call, command.notice.clone())
            .await
            .map_err(|error| station_fault(error, &command.notice, caller))?;
        Ok(VerifiedNotice {
            amount: verified.amount,
            due_on: verified.due_on,
            detail_description: verified.detail_description,
            all_ccp: verified.all_ccp,
            description: verified.description,
            creditor: verified.fiscal_code,
            company_name: verified.company_name,
            office_name: verified.office_name,
        })
    }
}

/// Nobody is paying, and nobody has paid (node sheet §4.4).
pub(crate) fn require_payable(position: &Position) -> Result<(), Fault> {
    match position.status {
        None | Some(PositionStatus::Inserted) => Ok(()),
        Some(PositionStatus::Paying) => Err(FaultCode::PagamentoInCorso.into()),
        Some(PositionStatus::Paid | PositionStatus::Notified) => {
            Err(FaultCode::PagamentoDuplicato.into())
        }
    }
}
