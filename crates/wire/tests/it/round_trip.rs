//! What is written is read back equal, and the official schemas accept it.

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use wire::{
    ActivatePaymentNoticeV2Req, ActivatePaymentNoticeV2Res, FaultBean, Interface, Message,
    PaGetPaymentV2Req, PaGetPaymentV2Res, PaSendRtV2Req, PaSendRtV2Res, PaVerifyPaymentNoticeReq,
    PaVerifyPaymentNoticeRes, Primitive, PspNotifyPaymentV2Req, PspNotifyPaymentV2Res,
    SendPaymentOutcomeV2Req, SendPaymentOutcomeV2Res, VerifyPaymentNoticeReq,
    VerifyPaymentNoticeRes, fault_reply,
};

use crate::source::{Made, Source, response};
use crate::specs;
use crate::tree::Element;

/// How many messages of each type the schemas judge.
const JUDGED: usize = 40;

fn comes_back<M: Message + PartialEq + Debug>(message: &M) -> Vec<u8> {
    let bytes = message.encode();
    let again = M::decode(&bytes).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&bytes));
    });
    assert_eq!(&again, message);
    assert_eq!(again.encode_checked().unwrap(), bytes);
    bytes
}

/// Every type of message made from the same bytes.
fn all_types(bytes: &[u8]) -> Vec<(Interface, Vec<u8>)> {
    fn req<M: Message + Made + PartialEq + Debug>(bytes: &[u8]) -> Vec<u8> {
        comes_back(&M::made(&mut Source::from_bytes(bytes.to_vec())))
    }
    fn res<R: wire::Response + PartialEq + Debug>(bytes: &[u8]) -> Vec<u8>
    where
        R::Data: Made,
    {
        comes_back(&response::<R>(&mut Source::from_bytes(bytes.to_vec())))
    }
    let psp = Interface::NodeForPsp;
    let pa = Interface::PaForNode;
    let notify = Interface::PspForNode;
    let mut all = vec![
        (psp, req::<VerifyPaymentNoticeReq>(bytes)),
        (psp, res::<VerifyPaymentNoticeRes>(bytes)),
        (psp, req::<ActivatePaymentNoticeV2Req>(bytes)),
        (psp, res::<ActivatePaymentNoticeV2Res>(bytes)),
        (psp, req::<SendPaymentOutcomeV2Req>(bytes)),
        (psp, res::<SendPaymentOutcomeV2Res>(bytes)),
        (pa, req::<PaVerifyPaymentNoticeReq>(bytes)),
        (pa, res::<PaVerifyPaymentNoticeRes>(bytes)),
        (pa, req::<PaGetPaymentV2Req>(bytes)),
        (pa, res::<PaGetPaymentV2Res>(bytes)),
        (pa, req::<PaSendRtV2Req>(bytes)),
        (pa, res::<PaSendRtV2Res>(bytes)),
        (notify, req::<PspNotifyPaymentV2Req>(bytes)),
        (notify, res::<PspNotifyPaymentV2Res>(bytes)),
    ];
    let fault = FaultBean::made(&mut Source::from_bytes(bytes.to_vec()));
    for primitive in Primitive::ALL {
        all.push((primitive.interface(), fault_reply(*primitive, &fault)));
    }
    all
}

fn many_bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..6000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_was_written_is_read_back_equal(bytes in many_bytes()) {
        prop_assert!(!all_types(&bytes).is_empty());
    }
}

#[test]
fn the_official_schemas_accept_what_is_written() {
    let Some(node) = specs::node("the_official_schemas_accept_what_is_written") else {
        return;
    };
    let mut runner = TestRunner::deterministic();
    let mut documents = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..JUDGED {
        let bytes = many_bytes().new_tree(&mut runner).unwrap().current();
        for (interface, envelope) in all_types(&bytes) {
            let index = match interface {
                Interface::NodeForPsp => 0,
                Interface::PaForNode => 1,
                Interface::PspForNode => 2,
            };
            documents[index].push(Element::body_root(&envelope).document());
        }
    }
    let interfaces = [
        Interface::NodeForPsp,
        Interface::PaForNode,
        Interface::PspForNode,
    ];
    for (interface, documents) in interfaces.into_iter().zip(documents) {
        let verdicts = specs::verdicts(&node, interface, &documents);
        assert_eq!(verdicts.len(), documents.len());
        for (document, is_valid) in documents.iter().zip(verdicts) {
            assert!(is_valid, "{document}");
        }
    }
}

#[test]
fn the_envelope_itself_fits_the_envelope_s_schema() {
    let Some(node) = specs::node("the_envelope_itself_fits_the_envelope_s_schema") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("envelope");
    let message = VerifyPaymentNoticeReq::made(&mut Source::whole());
    std::fs::write(&file, message.encode()).unwrap();
    let output = std::process::Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(node.join("xsd-common/envelope.xsd"))
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success());
}

#[test]
fn characters_that_xml_forbids_never_leave() {
    let mut fault = FaultBean::made(&mut Source::whole());
    fault.description = Some("a\u{0}b\u{1b}c\u{fffe}d\u{ffff}e\u{d7ff}".into());
    let bytes = fault_reply(Primitive::VerifyPaymentNotice, &fault);
    let result = VerifyPaymentNoticeRes::decode(&bytes).unwrap().result;
    assert_eq!(
        result.unwrap_err().description.as_deref(),
        Some("a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{d7ff}")
    );
}

#[test]
fn what_the_recipient_s_schema_refuses_does_not_leave_when_checked() {
    let mut message =
        PaGetPaymentV2Res::decode(&response::<PaGetPaymentV2Res>(&mut Source::whole()).encode())
            .unwrap();
    message.result.as_mut().unwrap().transfer_list[0].id = 6;
    let error = message.encode_checked().unwrap_err();
    assert_eq!(
        error.what,
        "paGetPaymentV2Response/data/transferList/transfer/idTransfer"
    );
}

#[test]
fn nothing_personal_and_no_secret_is_in_the_debug_text() {
    let Some(node) = specs::node("nothing_personal_and_no_secret_is_in_the_debug_text") else {
        return;
    };
    let outcome = specs::sample(&node, "sendPaymentOutcomeV2_req_ok_multitoken_mbd.xml");
    let receipt = specs::sample(&node, "paSendRTV2_req_mbd.xml");
    let payment = specs::sample(&node, "paGetPaymentV2_res_ok_mbd.xml");
    let text = format!(
        "{:?} {:?} {:?}",
        SendPaymentOutcomeV2Req::decode(&outcome).unwrap(),
        PaSendRtV2Req::decode(&receipt).unwrap(),
        PaGetPaymentV2Res::decode(&payment).unwrap(),
    );
    for secret in [
        "PLACEHOLDER",
        "RSSMRA80A01H501U",
        "Mario Rossi",
        "mario.rossi@example.org",
        "c110729d258c4ab1b765fe902aae41d6",
        "5b0c8d0f8e5a4a1f9f3f1b7f8b2f0c11",
        "IT60X0542811101000000123456",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("AGPSPIT1"));
}
