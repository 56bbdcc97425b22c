use std::sync::Arc;

use async_trait::async_trait;
use domain::NoticeKey;
use node::{
    ActivatePaymentNotice, ActivatedNotice, CheckedPositions, ClosePayment, Encode, Fault, Journal,
    RequestContext, RestFault, SendPaymentOutcome, Service, VerifiedNotice, VerifyPaymentNotice,
};

/// What the edge asks of the node. [`node::Service`] is the one implementation outside tests.
#[async_trait]
pub trait NodePort: Send + Sync {
    /// A context for a request that begins here.
    fn new_context(&self) -> RequestContext;
    /// Where messages are recorded.
    fn journal(&self) -> Arc<dyn Journal>;
    /// verifyPaymentNotice.
    async fn verify_payment_notice(
        &self,
        context: &RequestContext,
        command: VerifyPaymentNotice,
    ) -> Result<VerifiedNotice, Fault>;
    /// activatePaymentNoticeV2.
    async fn activate_payment_notice(
        &self,
        context: &RequestContext,
        command: ActivatePaymentNotice,
        encode: Encode<ActivatedNotice>,
    ) -> Vec<u8>;
    /// sendPaymentOutcomeV2.
    async fn send_payment_outcome(
        &self,
        context: &RequestContext,
        command: SendPaymentOutcome,
        encode: Encode<()>,
    ) -> Vec<u8>;
    /// checkPosition.
    async fn check_position(
        &self,
        context: &RequestContext,
        notices: Vec<NoticeKey>,
    ) -> Result<CheckedPositions, RestFault>;
    /// closePayment v2.
    async fn close_payment(
        &self,
        context: &RequestContext,
        command: ClosePayment,
    ) -> Result<(), RestFault>;
}

#[async_trait]
impl NodePort for Service {
    fn new_context(&self) -> RequestContext {
        Self::new_context(self)
    }

    fn journal(&self) -> Arc<dyn Journal> {
        Arc::clone(Self::journal(self))
    }

    async fn verify_payment_notice(
        &self,
        context: &RequestContext,
        command: VerifyPaymentNotice,
    ) -> Result<VerifiedNotice, Fault> {
        Self::verify_payment_notice(self, context, command).await
    }

    async fn activate_payment_notice(
        &self,
        context: &RequestContext,
        command: ActivatePaymentNotice,
        encode: Encode<ActivatedNotice>,
    ) -> Vec<u8> {
        Self::activate_payment_notice(self, context, command, encode).await
    }

    async fn send_payment_outcome(
        &self,
        context: &RequestContext,
        command: SendPaymentOutcome,
        encode: Encode<()>,
    ) -> Vec<u8> {
        Self::send_payment_outcome(self, context, command, encode).await
    }

    async fn check_position(
        &self,
        context: &RequestContext,
        notices: Vec<NoticeKey>,
    ) -> Result<CheckedPositions, RestFault> {
        Self::check_position(self, context, notices).await
    }

    async fn close_payment(
        &self,
        context: &RequestContext,
        command: ClosePayment,
    ) -> Result<(), RestFault> {
        Self::close_payment(self, context, command).await
    }
}
