//! One message of each type, whole, as it leaves.

use domain::FaultCode;
use wire::{
    ActivatePaymentNoticeV2Req, ActivatePaymentNoticeV2Res, FaultBean, Message, PaGetPaymentV2Req,
    PaGetPaymentV2Res, PaSendRtV2Req, PaSendRtV2Res, PaVerifyPaymentNoticeReq,
    PaVerifyPaymentNoticeRes, Primitive, PspNotifyPaymentV2Req, PspNotifyPaymentV2Res,
    SendPaymentOutcomeV2Req, SendPaymentOutcomeV2Res, VerifyPaymentNoticeReq,
    VerifyPaymentNoticeRes, fault_reply,
};

use crate::source::{Made, Source, response};
use crate::tree::Element;

fn request<M: Message + Made>() -> String {
    Element::body_root(&M::made(&mut Source::whole()).encode()).pretty()
}

fn answer<R: wire::Response>() -> String
where
    R::Data: Made,
{
    Element::body_root(&response::<R>(&mut Source::whole()).encode()).pretty()
}

#[test]
fn messages_of_node_for_psp() {
    insta::assert_snapshot!(
        "verify_payment_notice_req",
        request::<VerifyPaymentNoticeReq>()
    );
    insta::assert_snapshot!(
        "verify_payment_notice_res",
        answer::<VerifyPaymentNoticeRes>()
    );
    insta::assert_snapshot!(
        "activate_payment_notice_v2_req",
        request::<ActivatePaymentNoticeV2Req>()
    );
    insta::assert_snapshot!(
        "activate_payment_notice_v2_res",
        answer::<ActivatePaymentNoticeV2Res>()
    );
    insta::assert_snapshot!(
        "send_payment_outcome_v2_req",
        request::<SendPaymentOutcomeV2Req>()
    );
    insta::assert_snapshot!(
        "send_payment_outcome_v2_res",
        answer::<SendPaymentOutcomeV2Res>()
    );
}

#[test]
fn messages_of_pa_for_node() {
    insta::assert_snapshot!(
        "pa_verify_payment_notice_req",
        request::<PaVerifyPaymentNoticeReq>()
    );
    insta::assert_snapshot!(
        "pa_verify_payment_notice_res",
        answer::<PaVerifyPaymentNoticeRes>()
    );
    insta::assert_snapshot!("pa_get_payment_v2_req", request::<PaGetPaymentV2Req>());
    insta::assert_snapshot!("pa_get_payment_v2_res", answer::<PaGetPaymentV2Res>());
    insta::assert_snapshot!("pa_send_rt_v2_req", request::<PaSendRtV2Req>());
    insta::assert_snapshot!("pa_send_rt_v2_res", answer::<PaSendRtV2Res>());
}

#[test]
fn messages_of_psp_for_node() {
    insta::assert_snapshot!(
        "psp_notify_payment_v2_req",
        request::<PspNotifyPaymentV2Req>()
    );
    insta::assert_snapshot!(
        "psp_notify_payment_v2_res",
        answer::<PspNotifyPaymentV2Res>()
    );
}

#[test]
fn a_fault_is_a_whole_envelope() {
    let fault = FaultBean::of_node(
        FaultCode::SintassiExtraxsd,
        Some("verifyPaymentNoticeReq/qrCode: is missing".into()),
    );
    let bytes = fault_reply(Primitive::VerifyPaymentNotice, &fault);
    insta::assert_snapshot!("fault_reply", String::from_utf8(bytes).unwrap());
}
