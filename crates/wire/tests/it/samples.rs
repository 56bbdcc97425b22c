//! The official samples.

use std::fmt::Debug;

use wire::{
    ActivatePaymentNoticeV2Req, ActivatePaymentNoticeV2Res, Message, PaGetPaymentV2Req,
    PaGetPaymentV2Res, PaSendRtV2Req, PaSendRtV2Res, PaVerifyPaymentNoticeReq,
    PaVerifyPaymentNoticeRes, Primitive, PspNotifyPaymentV2Req, PspNotifyPaymentV2Res,
    SendPaymentOutcomeV2Req, SendPaymentOutcomeV2Res, VerifyPaymentNoticeReq,
    VerifyPaymentNoticeRes, soap,
};

use crate::specs;
use crate::tree::Element;

#[test]
fn every_sample_is_read_and_written_as_it_was() {
    let Some(node) = specs::node("every_sample_is_read_and_written_as_it_was") else {
        return;
    };
    let check = |name: &str| specs::sample(&node, name);
    is_read_and_written::<VerifyPaymentNoticeReq>(&check("verifyPaymentNotice_req.xml"));
    is_read_and_written::<VerifyPaymentNoticeRes>(&check("verifyPaymentNotice_res_ok.xml"));
    is_read_and_written::<VerifyPaymentNoticeRes>(&check("verifyPaymentNotice_res_ko_paa.xml"));
    is_read_and_written::<VerifyPaymentNoticeRes>(&check("verifyPaymentNotice_res_ko_timeout.xml"));
    is_read_and_written::<ActivatePaymentNoticeV2Req>(&check("activatePaymentNoticeV2_req.xml"));
    is_read_and_written::<ActivatePaymentNoticeV2Res>(&check("activatePaymentNoticeV2_res_ok.xml"));
    is_read_and_written::<SendPaymentOutcomeV2Req>(&check(
        "sendPaymentOutcomeV2_req_ok_multitoken_mbd.xml",
    ));
    is_read_and_written::<SendPaymentOutcomeV2Res>(&check("sendPaymentOutcomeV2_res_ok.xml"));
    is_read_and_written::<SendPaymentOutcomeV2Res>(&check(
        "sendPaymentOutcomeV2_res_ko_esito_gia_acquisito.xml",
    ));
    is_read_and_written::<PaVerifyPaymentNoticeReq>(&check("paVerifyPaymentNotice_req.xml"));
    is_read_and_written::<PaVerifyPaymentNoticeRes>(&check("paVerifyPaymentNotice_res_ok.xml"));
    is_read_and_written::<PaVerifyPaymentNoticeRes>(&check("paVerifyPaymentNotice_res_ko.xml"));
    is_read_and_written::<PaGetPaymentV2Req>(&check("paGetPaymentV2_req.xml"));
    is_read_and_written::<PaGetPaymentV2Res>(&check("paGetPaymentV2_res_ok_mbd.xml"));
    is_read_and_written::<PaSendRtV2Req>(&check("paSendRTV2_req_mbd.xml"));
    is_read_and_written::<PaSendRtV2Res>(&check("paSendRTV2_res_ok.xml"));
    is_read_and_written::<PspNotifyPaymentV2Req>(&check("pspNotifyPaymentV2_req.xml"));
    is_read_and_written::<PspNotifyPaymentV2Res>(&check("pspNotifyPaymentV2_res_ok.xml"));
    is_read_and_written::<PspNotifyPaymentV2Res>(&check("pspNotifyPaymentV2_res_ko.xml"));
}

/// Our encoding has the same elements in the same order with the same texts as the sample.
fn is_read_and_written<M: Message + PartialEq + Debug>(sample: &[u8]) {
    let message = M::decode(sample).unwrap();
    let encoded = message.encode_checked().unwrap();
    assert_eq!(M::decode(&encoded).unwrap(), message);
    assert_eq!(
        Element::body_root(&encoded).pretty(),
        Element::body_root(sample).pretty()
    );
}

#[test]
fn the_root_tells_the_primitive_before_the_message_is_read() {
    let Some(node) = specs::node("the_root_tells_the_primitive_before_the_message_is_read") else {
        return;
    };
    let root = |name| soap::root(&specs::sample(&node, name)).unwrap();
    let request = root("verifyPaymentNotice_req.xml");
    assert_eq!(request.name, "verifyPaymentNoticeReq");
    assert_eq!(request.request_of(), Some(Primitive::VerifyPaymentNotice));
    assert_eq!(root("verifyPaymentNotice_res_ok.xml").request_of(), None);
    assert_eq!(
        root("pspNotifyPaymentV2_req.xml").request_of(),
        Primitive::from_soap_action("\"pspNotifyPaymentV2\"")
    );
}

#[test]
fn a_soap_action_is_known_with_and_without_quotes() {
    for primitive in Primitive::ALL {
        let name = primitive.name();
        assert_eq!(Primitive::from_soap_action(name), Some(*primitive));
        let quoted = format!("\"{name}\"");
        assert_eq!(Primitive::from_soap_action(&quoted), Some(*primitive));
        let upper = name.to_uppercase();
        assert_eq!(Primitive::from_soap_action(&upper), None);
    }
    assert_eq!(Primitive::from_soap_action("\""), None);
    assert_eq!(Primitive::from_soap_action(""), None);
}
