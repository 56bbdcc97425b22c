use async_trait::async_trait;
use domain::{FaultCode, PspId};
use node::{Caller, Fault, RequestContext, Subject};
use registry::Password;
use wire::{Malformed, Primitive, PspCaller};

use crate::node_port::NodePort;
use crate::{activate_payment_notice_v2, send_payment_outcome_v2, verify_payment_notice};

/// A message that has been read, ready for the node.
#[async_trait]
pub(crate) trait Inbound: Send {
    /// Who calls, for the journal.
    fn caller(&self) -> String;
    /// What it is about, for the journal.
    fn subject(&self) -> Subject;
    /// Lets the node carry it out and gives the encoded answer.
    async fn carry_out(self: Box<Self>, node: &dyn NodePort, context: &RequestContext) -> Vec<u8>;
}

/// Reads a message of one primitive.
pub(crate) type Read = fn(&[u8]) -> Result<Box<dyn Inbound>, Fault>;

/// How the requests that the node takes are read; the others are the node's own. A new primitive of
/// a PSP begins here.
pub(crate) fn reader(primitive: Primitive) -> Option<Read> {
    match primitive {
        Primitive::VerifyPaymentNotice => Some(verify_payment_notice::read),
        Primitive::ActivatePaymentNoticeV2 => Some(activate_payment_notice_v2::read),
        Primitive::SendPaymentOutcomeV2 => Some(send_payment_outcome_v2::read),
        Primitive::PaVerifyPaymentNotice
        | Primitive::PaGetPaymentV2
        | Primitive::PaSendRtV2
        | Primitive::PspNotifyPaymentV2 => None,
    }
}

/// The fault for a message that breaks its schema; it names the element and never the value.
pub(crate) fn syntax_fault(malformed: &Malformed) -> Fault {
    Fault::described(FaultCode::SintassiExtraxsd, malformed.to_string())
}

/// Who calls, as the node wants to know it.
pub(crate) fn caller(message: PspCaller) -> Result<Caller, Fault> {
    // Both types accept the same passwords.
    let password = Password::parse(message.password.expose())
        .map_err(|_| Fault::new(FaultCode::Autenticazione))?;
    Ok(Caller {
        psp: message.id_psp,
        broker: message.id_broker_psp,
        channel: message.id_channel,
        password,
    })
}

/// The caller's part of what the journal says.
pub(crate) fn subject_of_caller(psp: &PspId, channel: &domain::ChannelId) -> Subject {
    Subject {
        psp: Some(psp.clone()),
        channel: Some(channel.clone()),
        ..Subject::default()
    }
}
