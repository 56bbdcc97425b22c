//! The JSON messages.

use domain::{Outcome, Text};
use serde_json::{Value, json};
use wire::rest::{
    BODY_BYTES_MAX, CheckPositionError, CheckPositionReq, CheckPositionRes, CheckedPosition,
    ClosePaymentV2Req, ClosePaymentV2Res, InvalidMember, SendPaymentResultV2Req,
    SendPaymentResultV2Res,
};

use crate::specs;

fn closure() -> Value {
    json!({
        "paymentTokens": ["c110729d258c4ab1b765fe902aae41d6"],
        "outcome": "OK",
        "idPSP": "AGPSPIT1",
        "idBrokerPSP": "88888888888",
        "idChannel": "88888888888_02",
        "paymentMethod": "CP",
        "transactionId": "txn-2026-0000001",
        "totalAmount": 121.5,
        "fee": 1,
        "timestampOperation": "2026-11-20T10:00:00.250+01:00",
        "additionalPaymentInformations": {
            "outcomePaymentGateway": "OK",
            "fee": "1.00",
            "totalAmount": "121.50",
            "timestampOperation": "2026-11-20T10:00:00",
            "email": "mario.rossi@example.org",
            "rrn": null
        },
        "transactionDetails": {
            "transaction": {"transactionStatus": "Confermato", "paymentGateway": "NPG"},
            "info": {"clientId": "CHECKOUT", "type": "CP"},
            "user": {"type": "REGISTERED", "fiscalCode": "RSSMRA80A01H501U"}
        },
        "unknown": {"is": ["tolerated"]}
    })
}

fn decode(value: &Value) -> Result<ClosePaymentV2Req, InvalidMember> {
    ClosePaymentV2Req::decode(value.to_string().as_bytes())
}

#[test]
fn the_official_samples_are_read_and_written() {
    let Some(node) = specs::node("the_official_samples_are_read_and_written") else {
        return;
    };
    let bytes = specs::sample(&node, "closePaymentV2_req_card_ok.json");
    let closure = ClosePaymentV2Req::decode(&bytes).unwrap();
    assert_eq!(
        ClosePaymentV2Req::decode(&closure.encode()).unwrap(),
        closure
    );
    let details = closure.details.as_deref().unwrap();
    assert_eq!(details.total_amount.cents(), 16750);
    assert_eq!(details.fee.cents(), 100);
    assert_eq!(details.primary_ci_incurred_fee.unwrap().cents(), 50);
    assert_eq!(
        details.timestamp_operation.to_string(),
        "2026-11-20T09:00:00Z"
    );
    let bytes = specs::sample(&node, "checkPosition_req.json");
    let question = CheckPositionReq::decode(&bytes).unwrap();
    assert_eq!(question.positions.len(), 2);
    let written: Value = serde_json::from_slice(&question.encode()).unwrap();
    assert_eq!(written, serde_json::from_slice::<Value>(&bytes).unwrap());
    for name in ["closePaymentV2_res_ok.json", "closePaymentV2_res_422.json"] {
        let bytes = specs::sample(&node, name);
        let answer = ClosePaymentV2Res::decode(&bytes).unwrap();
        let written: Value = serde_json::from_slice(&answer.encode()).unwrap();
        assert_eq!(written, serde_json::from_slice::<Value>(&bytes).unwrap());
    }
}

#[test]
fn a_closure_is_read_whole() {
    let request = decode(&closure()).unwrap();
    assert_eq!(request.outcome(), Outcome::Ok);
    let details = request.details.as_deref().unwrap();
    assert_eq!(details.total_amount.cents(), 12150);
    assert_eq!(details.transaction_details.client_id(), Some("CHECKOUT"));
    assert_eq!(details.transaction_details.payment_gateway(), Some("NPG"));
    assert_eq!(
        details.transaction_details.transaction_status(),
        Some("Confermato")
    );
    assert_eq!(
        details.transaction_details.payment_method_type(),
        Some("CP")
    );
    assert_eq!(details.transaction_details.user_type(), Some("REGISTERED"));
    assert_eq!(details.additional_metadata().len(), 5);
    let encoded = String::from_utf8(request.encode()).unwrap();
    assert!(
        encoded.contains("\"totalAmount\":121.50,\"fee\":1.00"),
        "{encoded}"
    );
    assert_eq!(
        ClosePaymentV2Req::decode(encoded.as_bytes()).unwrap(),
        request
    );
}

#[test]
fn a_closure_with_ko_needs_tokens_outcome_and_transaction_only() {
    let request = decode(&json!({
        "paymentTokens": ["a", "b"], "outcome": "KO", "transactionId": "t", "totalAmount": "?"
    }))
    .unwrap();
    assert_eq!(request.outcome(), Outcome::Ko);
    assert_eq!(
        ClosePaymentV2Req::decode(&request.encode()).unwrap(),
        request
    );
}

#[test]
fn every_member_of_a_closure_is_checked_and_named() {
    let long = "x".repeat(256);
    let cases = [
        ("paymentTokens", json!([])),
        ("paymentTokens", json!(["", "a"])),
        ("paymentTokens", json!(["x".repeat(37)])),
        ("paymentTokens", json!(["a", "b", "c", "d", "e", "f"])),
        ("paymentTokens", json!("a")),
        ("outcome", json!("ok")),
        ("outcome", json!(true)),
        ("idPSP", json!("")),
        ("idPSP", json!("x".repeat(36))),
        ("idBrokerPSP", json!(1)),
        ("idChannel", json!("x".repeat(36))),
        ("paymentMethod", json!("")),
        ("transactionId", json!(long)),
        ("totalAmount", json!("121.50")),
        ("totalAmount", json!(-1)),
        ("totalAmount", json!(1.234)),
        ("totalAmount", json!(1_000_000_000)),
        ("fee", json!(0.001)),
        ("timestampOperation", json!("2026-11-20T10:00:00")),
        ("timestampOperation", json!("2026-11-20")),
        ("timestampOperation", json!(0)),
        ("additionalPaymentInformations", json!({"fee": "1.00"})),
        ("additionalPaymentInformations", json!({"fee": 1})),
        ("additionalPaymentInformations", json!([])),
        ("transactionDetails", json!({"info": {}, "user": {}})),
        ("transactionDetails", json!("x")),
        ("primaryCiIncurredFee", json!("x")),
        ("idBundle", json!("x".repeat(71))),
        ("idCiBundle", json!("")),
    ];
    for (member, value) in cases {
        let mut body = closure();
        body[member] = value.clone();
        let error = decode(&body).unwrap_err();
        assert_eq!(error.to_string(), format!("Invalid {member}"), "{value}");
    }
    let mandatory = [
        "paymentTokens",
        "outcome",
        "idPSP",
        "idBrokerPSP",
        "idChannel",
        "paymentMethod",
        "transactionId",
        "totalAmount",
        "fee",
        "timestampOperation",
        "additionalPaymentInformations",
        "transactionDetails",
    ];
    let mut body = closure();
    for member in mandatory {
        let mut without = closure();
        without.as_object_mut().unwrap().remove(member);
        assert_eq!(decode(&without), Err(InvalidMember(member)));
        without[member] = Value::Null;
        assert_eq!(decode(&without), Err(InvalidMember(member)));
    }
    // Of several wrong members the first in this order is told.
    for member in mandatory.iter().rev() {
        body[*member] = json!({"wrong": 0});
        assert_eq!(decode(&body), Err(InvalidMember(member)));
    }
}

#[test]
fn each_method_has_its_own_informations() {
    let amounts = ["fee", "totalAmount", "timestampOperation"];
    let own: [(&str, &[&str]); 8] = [
        ("CP", &["outcomePaymentGateway"]),
        ("RBPS", &["idTransaction", "idPSPTransaction"]),
        ("PPAL", &["transactionId", "pspTransactionId"]),
        (
            "BPAY",
            &[
                "transactionId",
                "outcomePaymentGateway",
                "authorizationCode",
            ],
        ),
        (
            "MYBK",
            &[
                "transactionId",
                "myBankTransactionId",
                "validationServiceId",
            ],
        ),
        ("SATY", &["satispayTransactionId"]),
        ("APPL", &["rrn", "authorizationCode"]),
        ("NEW", &[]),
    ];
    for (method, own) in own {
        let mut body = closure();
        body["paymentMethod"] = json!(method);
        let all = || {
            amounts
                .iter()
                .chain(own)
                .map(|name| ((*name).to_owned(), json!("x")))
        };
        body["additionalPaymentInformations"] = all().collect();
        assert!(decode(&body).is_ok(), "{method}");
        for missing in amounts.iter().chain(own) {
            let some = all().filter(|(name, _)| name != missing);
            body["additionalPaymentInformations"] = some.collect();
            let is_known = method != "NEW";
            assert_eq!(
                decode(&body).is_err(),
                is_known,
                "{method} without {missing}"
            );
        }
    }
}

#[test]
fn a_body_that_is_no_json_object_is_refused() {
    for body in ["", "[]", "{", "null", "{\"a\":1}{}", "\u{1}"] {
        assert_eq!(
            ClosePaymentV2Req::decode(body.as_bytes()),
            Err(InvalidMember("body")),
            "{body}"
        );
    }
    let huge = format!("{{\"a\":\"{}\"}}", "x".repeat(BODY_BYTES_MAX));
    assert_eq!(
        ClosePaymentV2Req::decode(huge.as_bytes()),
        Err(InvalidMember("body"))
    );
    let mut deep = closure().to_string();
    deep.truncate(deep.len() - 1);
    let deep = format!(
        "{deep},\"z\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(ClosePaymentV2Req::decode(deep.as_bytes()).is_ok() || deep.len() > BODY_BYTES_MAX);
}

#[test]
fn a_closure_s_debug_text_shows_nothing_personal() {
    let text = format!("{:?}", decode(&closure()).unwrap());
    for secret in ["mario.rossi", "RSSMRA80A01H501U", "c110729d"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(text.contains("txn-2026-0000001"));
}

#[test]
fn a_question_about_positions_is_checked_and_named() {
    let decode = |value: Value| CheckPositionReq::decode(value.to_string().as_bytes());
    let position =
        |creditor: &str, notice: &str| json!({"fiscalCode": creditor, "noticeNumber": notice});
    let good = position("77777777777", "302000000001234559");
    assert_eq!(
        decode(json!({"positionslist": [good]}))
            .unwrap()
            .positions
            .len(),
        1
    );
    let six = vec![good.clone(); 6];
    for (value, member) in [
        (json!({}), "positionslist"),
        (json!({"positionslist": []}), "positionslist"),
        (json!({"positionslist": six}), "positionslist"),
        (json!({"positionslist": ["x"]}), "positionslist"),
        (
            json!({"positionslist": [good, position("7777777777", "302000000001234559")]}),
            "fiscalCode",
        ),
        (
            json!({"positionslist": [position("77777777777", "30200000000123455")]}),
            "noticeNumber",
        ),
        (
            json!({"positionslist": [{"fiscalCode": "77777777777"}]}),
            "noticeNumber",
        ),
    ] {
        assert_eq!(
            decode(value).unwrap_err().to_string(),
            format!("Invalid {member}")
        );
    }
}

#[test]
fn an_answer_about_positions_has_both_names_of_the_outcome() {
    let notice = domain::NoticeKey::from_rpt_id("77777777777302000000001234559").unwrap();
    let answer = CheckPositionRes {
        outcome: Outcome::Ko,
        positions: vec![CheckedPosition {
            notice,
            description: Some("PAYING".into()),
        }],
    };
    let written: Value = serde_json::from_slice(&answer.encode()).unwrap();
    assert_eq!(
        written,
        json!({"outcome": "KO", "esito": "KO", "positionslist": [{
            "fiscalCode": "77777777777", "noticeNumber": "302000000001234559", "description": "PAYING"
        }]})
    );
    assert_eq!(CheckPositionRes::decode(&answer.encode()).unwrap(), answer);
    let official = CheckPositionRes::decode(b"{\"esito\":\"OK\"}").unwrap();
    assert_eq!(
        (official.outcome, official.positions.len()),
        (Outcome::Ok, 0)
    );
    let refusal = CheckPositionError {
        description: "Wrong configuration".into(),
    };
    assert_eq!(
        CheckPositionError::decode(&refusal.encode()).unwrap(),
        refusal
    );
}

#[test]
fn a_payment_result_is_read_and_written() {
    let body = json!({
        "outcome": "OK",
        "paymentDate": "2026-11-20T09:00:00Z",
        "payments": [{
            "paymentToken": "c110729d258c4ab1b765fe902aae41d6",
            "description": "TARI 2026",
            "creditorReferenceId": "02000000001234559",
            "fiscalCode": "77777777777",
            "companyName": "Comune di Esempio",
            "officeName": "",
            "debtor": "RSSMRA80A01H501U"
        }]
    });
    let request = SendPaymentResultV2Req::decode(body.to_string().as_bytes()).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&request.encode()).unwrap(),
        body
    );
    assert_eq!(
        request.payments[0].debtor,
        Text::parse("RSSMRA80A01H501U").unwrap()
    );
    let text = format!("{request:?}");
    assert!(
        !text.contains("RSSMRA") && !text.contains("c110729d258c"),
        "{text}"
    );
    for member in ["debtor", "officeName", "paymentToken", "fiscalCode"] {
        let mut without = body.clone();
        without["payments"][0]
            .as_object_mut()
            .unwrap()
            .remove(member);
        let error = SendPaymentResultV2Req::decode(without.to_string().as_bytes());
        assert_eq!(error, Err(InvalidMember(member)));
    }
    let answer = SendPaymentResultV2Res {
        outcome: Outcome::Ko,
    };
    assert_eq!(
        SendPaymentResultV2Res::decode(&answer.encode()).unwrap(),
        answer
    );
}

#[test]
fn a_member_that_stands_twice_is_refused() {
    let body = closure().to_string();
    for (once, twice, member) in [
        (
            r#""outcome":"OK""#,
            r#""outcome":"KO","outcome":"OK""#,
            "body",
        ),
        (
            r#""rrn":null"#,
            r#""rrn":null,"rrn":"1""#,
            "additionalPaymentInformations",
        ),
    ] {
        assert_eq!(body.matches(once).count(), 1);
        let body = body.replace(once, twice);
        assert_eq!(
            ClosePaymentV2Req::decode(body.as_bytes()),
            Err(InvalidMember(member))
        );
    }
    let position = r#"{"fiscalCode":"77777777777","noticeNumber":"302000000001234559"}"#;
    let twice = position.replace('{', r#"{"fiscalCode":"66666666666","#);
    for (position, is_read) in [(position, true), (twice.as_str(), false)] {
        let body = format!(r#"{{"positionslist":[{position}]}}"#);
        assert_eq!(CheckPositionReq::decode(body.as_bytes()).is_ok(), is_read);
    }
}
