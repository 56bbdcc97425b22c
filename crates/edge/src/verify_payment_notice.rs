use async_trait::async_trait;
use domain::Text;
use node::{Fault, RequestContext, Subject, VerifiedNotice, VerifyPaymentNotice};
use wire::{
    AmountOption, Message, PaymentOptionDescription, Response, VerifyPaymentNoticeData,
    VerifyPaymentNoticeReq, VerifyPaymentNoticeRes,
};

use crate::fault_bean::fault_bean;
use crate::inbound::{Inbound, caller, subject_of_caller, syntax_fault};
use crate::node_port::NodePort;

/// Reads a verifyPaymentNotice.
pub(crate) fn read(body: &[u8]) -> Result<Box<dyn Inbound>, Fault> {
    let message = VerifyPaymentNoticeReq::decode(body).map_err(|e| syntax_fault(&e))?;
    Ok(Box::new(VerifyPaymentNotice {
        caller: caller(message.caller)?,
        notice: message.qr_code,
    }))
}

#[async_trait]
impl Inbound for VerifyPaymentNotice {
    fn caller(&self) -> String {
        self.caller.channel.to_string()
    }

    fn subject(&self) -> Subject {
        subject_of_caller(&self.caller.psp, &self.caller.channel).or(Subject::notice(&self.notice))
    }

    async fn carry_out(self: Box<Self>, node: &dyn NodePort, context: &RequestContext) -> Vec<u8> {
        let result = node.verify_payment_notice(context, *self).await;
        let result = result.map(data).map_err(|fault| fault_bean(&fault));
        VerifyPaymentNoticeRes::from_result(result).encode()
    }
}

fn data(verified: VerifiedNotice) -> VerifyPaymentNoticeData {
    let option = PaymentOptionDescription {
        amount: verified.amount,
        options: AmountOption::Eq,
        due_date: verified.due_on,
        payment_note: verified.detail_description.as_ref().and_then(widened),
    };
    VerifyPaymentNoticeData {
        payment_list: vec![option],
        payment_description: widened(&verified.description),
        fiscal_code_pa: Some(verified.creditor),
        company_name: Some(verified.company_name),
        office_name: verified.office_name,
        standin: None,
    }
}

/// Creditors have 140 characters where PSPs have 210.
fn widened(text: &Text<1, 140>) -> Option<Text<1, 210>> {
    Text::parse(text.as_str()).ok()
}
