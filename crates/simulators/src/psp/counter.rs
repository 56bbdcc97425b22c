use std::time::Duration;

use domain::{Amount, Clock, NoticeKey, Outcome, PaymentToken, local_date};
use jiff::ToSpan;
use wire::{
    ActivatePaymentNoticeV2Data, ActivatePaymentNoticeV2Req, OutcomeDetails, PaymentChannel,
    PaymentMethod, PspCaller, SendPaymentOutcomeV2Req, VerifyPaymentNoticeData,
    VerifyPaymentNoticeReq,
};

use crate::soap::{CallError, SoapClient};

/// How long a PSP waits for the node (SANP "Livelli di servizio").
const VERIFY_TIMEOUT: Duration = Duration::from_secs(12);
/// Ditto.
const ACTIVATE_TIMEOUT: Duration = Duration::from_secs(12);
/// Ditto.
const OUTCOME_TIMEOUT: Duration = Duration::from_secs(15);

/// A PSP with counters, as a client of the node.
#[derive(Clone, Debug)]
pub struct Counter {
    /// The node's address for PSPs (`nodeForPsp`).
    pub node: SoapClient,
    /// Who calls: [`COUNTER`](crate::world::COUNTER).
    pub caller: PspCaller,
}

/// What came of a whole payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Its token.
    pub token: PaymentToken,
    /// What the creditor asked for.
    pub amount: Amount,
}

impl Counter {
    /// Asks what is due.
    pub async fn verify_payment_notice(
        &self,
        notice: &NoticeKey,
    ) -> Result<VerifyPaymentNoticeData, CallError> {
        let request = VerifyPaymentNoticeReq {
            caller: self.caller.clone(),
            qr_code: notice.clone(),
        };
        self.node.call(&request, VERIFY_TIMEOUT).await
    }

    /// Begins a payment.
    pub async fn activate_payment_notice_v2(
        &self,
        notice: &NoticeKey,
        amount: Amount,
    ) -> Result<ActivatePaymentNoticeV2Data, CallError> {
        let request = ActivatePaymentNoticeV2Req {
            caller: self.caller.clone(),
            idempotency_key: None,
            qr_code: notice.clone(),
            expiration_time: None,
            amount,
            due_date: None,
            payment_note: None,
            payment_method: None,
            touch_point: None,
        };
        self.node.call(&request, ACTIVATE_TIMEOUT).await
    }

    /// Tells how a payment ended: in cash, today, without a fee.
    pub async fn send_payment_outcome_v2(
        &self,
        token: &PaymentToken,
        outcome: Outcome,
        clock: &dyn Clock,
    ) -> Result<(), CallError> {
        let today = local_date(clock.now());
        let request = SendPaymentOutcomeV2Req {
            caller: self.caller.clone(),
            idempotency_key: None,
            payment_tokens: vec![token.clone()],
            outcome,
            details: Some(OutcomeDetails {
                payment_method: PaymentMethod::Cash,
                payment_channel: Some(PaymentChannel::FrontOffice),
                fee: Amount::ZERO,
                primary_ci_incurred_fee: None,
                id_bundle: None,
                id_ci_bundle: None,
                payer: None,
                application_date: today,
                transfer_date: today.saturating_add(1.day()),
                marche_da_bollo: Vec::new(),
            }),
        };
        self.node.call(&request, OUTCOME_TIMEOUT).await
    }

    /// A whole payment: verify, activate, outcome `OK`. `None` if the node's answers lack what
    /// their schema makes optional.
    pub async fn pay(
        &self,
        notice: &NoticeKey,
        clock: &dyn Clock,
    ) -> Result<Option<Paid>, CallError> {
        let due = self.verify_payment_notice(notice).await?;
        let Some(option) = due.payment_list.first() else {
            return Ok(None);
        };
        let active = self
            .activate_payment_notice_v2(notice, option.amount)
            .await?;
        let (Some(token), Some(amount)) = (active.payment_token, active.total_amount) else {
            return Ok(None);
        };
        self.send_payment_outcome_v2(&token, Outcome::Ok, clock)
            .await?;
        Ok(Some(Paid { token, amount }))
    }
}
