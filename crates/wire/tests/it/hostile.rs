//! Input that nobody sends by mistake.

use std::fmt::Write;

use wire::soap::{ATTRIBUTES_MAX, DEPTH_MAX, DOCUMENT_BYTES_MAX, ENVELOPE_NAMESPACE};
use wire::{Malformed, MalformedReason, Message, VerifyPaymentNoticeReq, soap};

use crate::source::{Made, Source};

fn good() -> String {
    String::from_utf8(VerifyPaymentNoticeReq::made(&mut Source::whole()).encode()).unwrap()
}

fn refused(text: impl AsRef<[u8]>) -> Malformed {
    let error = VerifyPaymentNoticeReq::decode(text.as_ref()).unwrap_err();
    assert!(error.to_string().len() <= 256, "{error}");
    error
}

/// The good message with `from` replaced once; `from` must be there.
fn with(from: &str, to: &str) -> String {
    let good = good();
    assert!(good.contains(from), "{from} in {good}");
    good.replacen(from, to, 1)
}

#[test]
fn a_document_type_declaration_is_refused() {
    let start = "<soapenv:Envelope";
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><soapenv:Envelope";
    for doctype in [
        laughs,
        "<!DOCTYPE x><soapenv:Envelope",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><soapenv:Envelope",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://localhost/\"> %p;]><soapenv:Envelope",
    ] {
        let text = with(start, doctype);
        assert_eq!(refused(&text).reason, MalformedReason::Doctype);
        let root = soap::root(text.as_bytes()).unwrap_err();
        assert_eq!(root.reason, MalformedReason::Doctype);
    }
}

#[test]
fn an_unknown_entity_is_refused() {
    for reference in [
        "&a;", "&xxe;", "&#0;", "&#x1F;", "&#xFFFF;", "&#xD800;", "&;", "&",
    ] {
        let text = with("<idPSP>testo", &format!("<idPSP>{reference}"));
        assert_eq!(
            refused(&text).reason,
            MalformedReason::NotWellFormed,
            "{reference}"
        );
    }
}

#[test]
fn the_entities_of_xml_and_character_references_are_read() {
    let text = with(
        "<idPSP>testo",
        "<idPSP>&lt;&#x41;&#66;&amp;<!-- c --><![CDATA[<&]]>",
    );
    let message = VerifyPaymentNoticeReq::decode(text.as_bytes()).unwrap();
    assert_eq!(message.caller.id_psp.as_str(), "<AB&<&");
}

#[test]
fn too_many_attributes_and_namespaces_are_refused() {
    let mut attributes = String::new();
    let mut namespaces = String::new();
    for index in 0..80_000 {
        write!(attributes, " a{index}=\"\"").unwrap();
    }
    for index in 0..10_000 {
        write!(namespaces, " xmlns:n{index}=\"urn:{index}\"").unwrap();
    }
    for many in [&attributes, &namespaces] {
        for place in [
            "<soapenv:Envelope",
            "<soapenv:Body",
            "<tns:verifyPaymentNoticeReq",
            "<idPSP",
        ] {
            let text = with(place, &format!("{place}{many}"));
            let reason = refused(&text).reason;
            let is_expected = reason == MalformedReason::TooManyAttributes(ATTRIBUTES_MAX)
                || reason == MalformedReason::Attribute;
            assert!(is_expected, "{place}: {reason}");
        }
    }
}

#[test]
fn attributes_up_to_the_limit_are_tolerated_on_the_envelope() {
    let mut attributes = String::new();
    for index in 0..ATTRIBUTES_MAX - 2 {
        write!(attributes, " a{index}=\"\"").unwrap();
    }
    let text = with(
        "<soapenv:Envelope",
        &format!("<soapenv:Envelope{attributes}"),
    );
    assert!(VerifyPaymentNoticeReq::decode(text.as_bytes()).is_ok());
    let text = with(
        "<soapenv:Envelope",
        &format!("<soapenv:Envelope{attributes} b=\"\""),
    );
    let reason = refused(&text).reason;
    assert_eq!(reason, MalformedReason::TooManyAttributes(ATTRIBUTES_MAX));
}

#[test]
fn deep_nesting_is_refused_wherever_it_is() {
    let deep = "<a>".repeat(200_000);
    assert!(deep.len() < DOCUMENT_BYTES_MAX);
    for place in ["<soapenv:Header/>", "<soapenv:Body>", "<idPSP>"] {
        let opened = if place == "<soapenv:Header/>" {
            "<soapenv:Header>"
        } else {
            place
        };
        let reason = refused(with(place, &format!("{opened}{deep}"))).reason;
        let is_expected = reason == MalformedReason::TooDeep(DEPTH_MAX)
            || reason == MalformedReason::NotAValue
            || reason == MalformedReason::Unexpected("a".into());
        assert!(is_expected, "{place}: {reason}");
    }
    let million = refused("<a>".repeat(1_000_000));
    assert_eq!(
        million.reason,
        MalformedReason::TooLarge(DOCUMENT_BYTES_MAX)
    );
}

#[test]
fn a_deep_header_within_the_limit_is_skipped() {
    let levels = DEPTH_MAX - 2;
    let header = format!(
        "<soapenv:Header>{}{}</soapenv:Header>",
        "<a b=\"c\">".repeat(levels),
        "</a>".repeat(levels)
    );
    assert!(VerifyPaymentNoticeReq::decode(with("<soapenv:Header/>", &header).as_bytes()).is_ok());
    let header = header
        .replace("<a b=\"c\">", "<a><a>")
        .replace("</a>", "</a></a>");
    let reason = refused(with("<soapenv:Header/>", &header)).reason;
    assert_eq!(reason, MalformedReason::TooDeep(DEPTH_MAX));
}

#[test]
fn too_many_elements_are_refused() {
    let header = format!(
        "<soapenv:Header>{}</soapenv:Header>",
        "<a/>".repeat(100_001)
    );
    let reason = refused(with("<soapenv:Header/>", &header)).reason;
    assert_eq!(reason, MalformedReason::TooManyElements(soap::ELEMENTS_MAX));
}

#[test]
fn a_huge_body_is_refused() {
    let huge = with("testo", &"x".repeat(DOCUMENT_BYTES_MAX));
    assert_eq!(
        refused(huge).reason,
        MalformedReason::TooLarge(DOCUMENT_BYTES_MAX)
    );
}

#[test]
fn only_utf_8_is_read() {
    let utf_16: Vec<u8> = good().encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(VerifyPaymentNoticeReq::decode(&utf_16).is_err());
    let mut latin = with("<idPSP>testo", "<idPSP>@").into_bytes();
    let place = latin.iter().position(|b| *b == b'@').unwrap();
    latin[place] = 0xe8;
    assert_eq!(refused(latin).reason, MalformedReason::Encoding);
    for encoding in ["ISO-8859-1", "UTF-16", "utf-7"] {
        let text = with("UTF-8", encoding);
        assert_eq!(refused(text).reason, MalformedReason::Encoding);
    }
    let with_mark = format!("\u{feff}{}", with("UTF-8", "utf-8"));
    assert!(VerifyPaymentNoticeReq::decode(with_mark.as_bytes()).is_ok());
    assert!(
        VerifyPaymentNoticeReq::decode(with("version=\"1.0\"", "version=\"1.1\"").as_bytes())
            .is_err()
    );
}

#[test]
fn the_envelope_has_one_header_one_body_and_one_root() {
    let namespace = MalformedReason::Namespace;
    let wrong = [
        (
            ENVELOPE_NAMESPACE,
            "http://www.w3.org/2003/05/soap-envelope",
        ),
        ("node/nodeForPsp.xsd", "pa/paForNode.xsd"),
        ("xmlns:tns=", "xmlns:other="),
    ];
    for (from, to) in wrong {
        assert_eq!(refused(with(from, to)).reason, namespace, "{to}");
    }
    for (from, to) in [
        ("<soapenv:Body>", "<soapenv:Body/><soapenv:Body>"),
        (
            "</soapenv:Body>",
            "<tns:verifyPaymentNoticeReq/></soapenv:Body>",
        ),
        ("</soapenv:Body>", "</soapenv:Body><soapenv:Body/>"),
        ("</soapenv:Envelope>", "</soapenv:Envelope><a/>"),
        ("</soapenv:Envelope>", "</soapenv:Envelope>text"),
        ("</soapenv:Envelope>", ""),
        ("<soapenv:Header/>", "text"),
        ("<soapenv:Header/>", "<soapenv:Other/>"),
        ("<idPSP>", "text<idPSP>"),
        ("<?xml", " <?xml"),
        ("</idPSP>", "</idpsp>"),
        ("<idPSP>", "<idPSP a=\"1\" a=\"1\">"),
        ("<idPSP>", "<idPSP a=\"<\">"),
        ("<idPSP>testo", "<idPSP>\u{1}"),
        ("<idPSP>testo", "<idPSP>]]>"),
        ("<idPSP>", "<!-- -- --><idPSP>"),
    ] {
        assert!(
            VerifyPaymentNoticeReq::decode(with(from, to).as_bytes()).is_err(),
            "{to}"
        );
    }
    for (from, to) in [
        ("<soapenv:Header/>", ""),
        (
            "<soapenv:Header/>",
            "<soapenv:Header><w:S xmlns:w=\"urn:w\">x</w:S></soapenv:Header>",
        ),
        ("</soapenv:Envelope>", "</soapenv:Envelope>\n<!-- end -->\n"),
        ("<soapenv:Body>", "<soapenv:Body Id=\"b\">"),
        ("<idPSP>", "\n  <!-- c --><?p i?>\n<idPSP>"),
    ] {
        assert!(
            VerifyPaymentNoticeReq::decode(with(from, to).as_bytes()).is_ok(),
            "{to}"
        );
    }
}

#[test]
fn a_default_namespace_reaches_the_children_unless_it_is_taken_back() {
    let prefixed = good();
    let default = prefixed
        .replace("<soapenv:", "<")
        .replace("</soapenv:", "</")
        .replace("xmlns:soapenv=", "xmlns=");
    assert_eq!(
        refused(&default).to_string(),
        "verifyPaymentNoticeReq/idPSP: is not in the expected namespace"
    );
    let taken_back = default.replace(
        "<tns:verifyPaymentNoticeReq>",
        "<tns:verifyPaymentNoticeReq xmlns=\"\">",
    );
    assert_eq!(
        VerifyPaymentNoticeReq::decode(taken_back.as_bytes()),
        VerifyPaymentNoticeReq::decode(prefixed.as_bytes())
    );
    let local = prefixed
        .replace("<tns:verifyPaymentNoticeReq>", "<verifyPaymentNoticeReq xmlns=\"http://pagopa-api.pagopa.gov.it/node/nodeForPsp.xsd\">")
        .replace("</tns:", "</");
    assert_eq!(refused(&local).reason, MalformedReason::Namespace);
}

#[test]
fn an_error_names_the_element_and_never_shows_the_value() {
    let error = refused(with("<noticeNumber>0", "<noticeNumber>RSSMRA80A01H501U"));
    assert_eq!(
        error.to_string(),
        "verifyPaymentNoticeReq/qrCode/noticeNumber: is not of the expected form"
    );
    let error = refused(with("<qrCode>", "<qrcode>").replace("</qrCode>", "</qrcode>"));
    assert_eq!(
        error.to_string(),
        "verifyPaymentNoticeReq/qrCode: is missing"
    );
    let long = "x".repeat(10_000);
    let error = refused(with("</qrCode>", &format!("</qrCode><{long}/>")));
    assert_eq!(
        error.to_string(),
        format!(
            "verifyPaymentNoticeReq: element {} is not expected here",
            "x".repeat(64)
        )
    );
    assert_eq!(
        refused("").to_string(),
        "envelope: is not a SOAP 1.1 envelope with one body element"
    );
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_without_panic(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)
    ) {
        proptest::prop_assert!(VerifyPaymentNoticeReq::decode(&bytes).is_err());
        proptest::prop_assert!(soap::root(&bytes).is_err());
    }

    #[test]
    fn a_damaged_message_is_read_or_refused_without_panic(
        at in 0usize..2000, byte in proptest::prelude::any::<u8>(), cut in 0usize..2000
    ) {
        let mut bytes = good().into_bytes();
        let length = bytes.len();
        bytes[at % length] = byte;
        if let Ok(message) = VerifyPaymentNoticeReq::decode(&bytes) {
            proptest::prop_assert!(message.encode_checked().is_ok());
        }
        let cut = &good().into_bytes()[..cut % length];
        proptest::prop_assert!(VerifyPaymentNoticeReq::decode(cut).is_err());
    }
}
