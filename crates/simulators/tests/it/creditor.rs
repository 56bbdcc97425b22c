use std::sync::Arc;
use std::time::Duration;

use domain::{Amount, NoticeKey, NoticeNumber, PaymentToken, Text, TransferDestination};
use serde_json::{Value, json};
use simulators::creditor::{self, Creditor, station_path};
use simulators::world::{
    Behaviour, DemoNotice, NOTICES, SERIES_AMOUNT, UNKNOWN_NOTICE, series_notice,
};
use simulators::{CallError, SoapClient, loopback_client};
use url::Url;
use wire::{
    Malformed, PaGetPaymentV2Data, PaGetPaymentV2Req, PaRecipient, PaSendRtV2Req,
    PaVerifyPaymentNoticeReq, ReceiptDestination, ReceiptTransfer, ReceiptV2,
};

use crate::sandbox::{TestClock, listen, serve};

const TIMEOUT: Duration = Duration::from_secs(5);

struct World {
    creditor: Creditor,
    base: Url,
    http: reqwest::Client,
}

async fn world() -> World {
    let creditor = Creditor::new(TestClock::new()).unwrap();
    let (listener, base) = listen().await;
    serve(listener, creditor::router(creditor.clone()));
    World {
        creditor,
        base,
        http: loopback_client().unwrap(),
    }
}

fn recipient(creditor: &str) -> PaRecipient {
    PaRecipient {
        id_pa: Text::parse(creditor).unwrap(),
        id_broker_pa: creditor.parse().unwrap(),
        id_station: format!("{creditor}_01").parse().unwrap(),
    }
}

fn verify(key: &NoticeKey) -> PaVerifyPaymentNoticeReq {
    PaVerifyPaymentNoticeReq {
        recipient: recipient(key.creditor.as_str()),
        qr_code: key.clone(),
    }
}

fn get_payment(key: &NoticeKey) -> PaGetPaymentV2Req {
    PaGetPaymentV2Req {
        recipient: recipient(key.creditor.as_str()),
        qr_code: key.clone(),
        amount: None,
        payment_note: None,
        transfer_type: None,
        due_date: None,
    }
}

/// The receipt of a payment, as the node would make it out of the creditor's answer.
fn receipt(key: &NoticeKey, token: &str, data: &PaGetPaymentV2Data) -> PaSendRtV2Req {
    let destination = |transfer: &domain::Transfer| match &transfer.destination {
        TransferDestination::Iban(iban) => ReceiptDestination::Iban(iban.clone()),
        TransferDestination::Stamp(_) => unreachable!("no demo notice sells stamps"),
    };
    let transfers = data.transfer_list.iter().map(|transfer| ReceiptTransfer {
        id_transfer: transfer.id,
        transfer_amount: transfer.amount,
        fiscal_code_pa: transfer.creditor.clone(),
        company_name: transfer.company_name.clone(),
        destination: destination(transfer),
        remittance_information: transfer.remittance_information.clone(),
        transfer_category: transfer.category.clone(),
        metadata: Vec::new(),
    });
    PaSendRtV2Req {
        recipient: recipient(key.creditor.as_str()),
        receipt: ReceiptV2 {
            receipt_id: PaymentToken::parse(token).unwrap(),
            notice_number: key.notice_number.clone(),
            fiscal_code: key.creditor.clone(),
            outcome: domain::Outcome::Ok,
            creditor_reference_id: data.creditor_reference_id.clone(),
            payment_amount: data.payment_amount,
            description: data.description.clone(),
            company_name: data.company_name.clone(),
            office_name: None,
            debtor: data.debtor.clone(),
            transfer_list: transfers.collect(),
            id_psp: "ABI00001".parse().unwrap(),
            psp_fiscal_code: None,
            psp_partita_iva: None,
            psp_company_name: Text::parse("Banca Aurora").unwrap(),
            id_channel: "88888888801_01".parse().unwrap(),
            channel_description: Text::parse("WISP").unwrap(),
            payer: None,
            payment_method: None,
            payment_note: None,
            fee: None,
            primary_ci_incurred_fee: None,
            id_bundle: None,
            id_ci_bundle: None,
            payment_date_time: None,
            application_date: None,
            transfer_date: None,
            metadata: Vec::new(),
            stand_in: None,
        },
    }
}

impl World {
    fn station(&self, creditor: &str) -> SoapClient {
        SoapClient {
            http: self.http.clone(),
            url: self
                .base
                .join(&station_path(&format!("{creditor}_01")))
                .unwrap(),
            subscription_key: None,
        }
    }

    async fn ask(&self, notice: &DemoNotice) -> Result<Amount, CallError> {
        let key = notice.key().unwrap();
        let timeout = if notice.behaviour == Behaviour::Slow {
            Duration::from_millis(300)
        } else {
            TIMEOUT
        };
        let data = self
            .station(notice.creditor)
            .call(&verify(&key), timeout)
            .await?;
        Ok(data.payment_list.unwrap().amount)
    }

    async fn get_payment(&self, key: &NoticeKey) -> PaGetPaymentV2Data {
        let station = self.station(key.creditor.as_str());
        station.call(&get_payment(key), TIMEOUT).await.unwrap()
    }

    async fn json(&self) -> Value {
        let url = self.base.join("simulators/creditor.json").unwrap();
        self.http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, CallError>) -> String {
    match result {
        Err(CallError::Refused(fault)) => fault.fault_code,
        other => format!("{other:?}"),
    }
}

fn notice(behaviour: Behaviour) -> NoticeKey {
    let found = NOTICES.iter().find(|n| n.behaviour == behaviour);
    found.unwrap().key().unwrap()
}

#[tokio::test]
async fn every_notice_is_treated_as_its_table_entry_says() {
    let world = world().await;
    for notice in &NOTICES {
        let answer = world.ask(notice).await;
        let as_expected = match (notice.behaviour, &answer) {
            (
                Behaviour::Payable | Behaviour::AmountChanges | Behaviour::ReceiptRefusedOnce,
                Ok(amount),
            ) => *amount == notice.amount,
            (Behaviour::Expired, Err(CallError::Refused(fault))) => {
                fault.fault_code == "PAA_PAGAMENTO_SCADUTO"
                    && fault.description.as_deref() == Some("Scaduto il 2026-10-26")
            }
            (Behaviour::Canceled, Err(CallError::Refused(fault))) => {
                fault.fault_code == "PAA_PAGAMENTO_ANNULLATO"
            }
            (Behaviour::Paid, Err(CallError::Refused(fault))) => {
                fault.fault_code == "PAA_PAGAMENTO_DUPLICATO"
            }
            (Behaviour::InProgress, Err(CallError::Refused(fault))) => {
                fault.fault_code == "PAA_PAGAMENTO_IN_CORSO"
            }
            (Behaviour::Slow, Err(CallError::Transport(error))) => error.is_timeout(),
            (Behaviour::HangUp, Err(CallError::Transport(error))) => !error.is_timeout(),
            (Behaviour::Unavailable, Err(CallError::Status(status))) => *status == 503,
            (
                Behaviour::NotXml | Behaviour::WrongRoot | Behaviour::KoWithoutFault,
                Err(CallError::Answer(Malformed { .. })),
            ) => true,
            _ => false,
        };
        assert!(as_expected, "{}: {answer:?}", notice.description);
    }
}

#[tokio::test]
async fn an_unknown_notice_and_other_recipients_are_refused() {
    let world = world().await;
    let station = world.station("77777777777");
    let mut key = notice(Behaviour::Payable);
    key.notice_number = NoticeNumber::parse(UNKNOWN_NOTICE).unwrap();
    let answer = station.call(&verify(&key), TIMEOUT).await;
    assert_eq!(code(answer), "PAA_PAGAMENTO_SCONOSCIUTO");
    let good = verify(&notice(Behaviour::Payable));
    let mut wrong = good.clone();
    wrong.recipient.id_pa = Text::parse("66666666666").unwrap();
    let answer = station.call(&wrong, TIMEOUT).await;
    assert_eq!(code(answer), "PAA_ID_DOMINIO_ERRATO");
    let mut wrong = good.clone();
    wrong.recipient.id_broker_pa = "11111111111".parse().unwrap();
    let answer = station.call(&wrong, TIMEOUT).await;
    assert_eq!(code(answer), "PAA_ID_INTERMEDIARIO_ERRATO");
    let mut wrong = good;
    wrong.recipient.id_station = "77777777777_02".parse().unwrap();
    let answer = station.call(&wrong, TIMEOUT).await;
    assert_eq!(code(answer), "PAA_STAZIONE_INT_ERRATA");
}

#[tokio::test]
async fn the_amount_may_grow_between_verification_and_payment() {
    let world = world().await;
    let data = world.get_payment(&notice(Behaviour::AmountChanges)).await;
    assert_eq!(data.payment_amount.cents(), 8_230);
    let sum = Amount::checked_sum(data.transfer_list.iter().map(|t| t.amount));
    assert_eq!(sum, Some(data.payment_amount));
}

#[tokio::test]
async fn a_receipt_is_kept_once_by_each_beneficiary_and_closes_the_notice() {
    let world = world().await;
    let key = NOTICES[1].key().unwrap();
    let data = world.get_payment(&key).await;
    assert_eq!(data.transfer_list.len(), 2);
    let request = receipt(&key, "0123456789abcdef0123456789abcdef", &data);
    let comune = world.station("77777777777");
    comune.call(&request, TIMEOUT).await.unwrap();
    let again = comune.call(&request, TIMEOUT).await;
    assert_eq!(code(again), "PAA_RECEIPT_DUPLICATA");
    let mut broadcast = request.clone();
    broadcast.recipient = recipient("66666666666");
    let regione = world.station("66666666666");
    regione.call(&broadcast, TIMEOUT).await.unwrap();
    world.creditor.wait_for_receipts(2).await;
    let stations: Vec<_> = world
        .creditor
        .receipts(10)
        .into_iter()
        .map(|receipt| receipt.station)
        .collect();
    assert_eq!(stations, ["66666666666_01", "77777777777_01"]);
    let answer = comune.call(&verify(&key), TIMEOUT).await;
    assert_eq!(code(answer), "PAA_PAGAMENTO_DUPLICATO");
    let json = world.json().await;
    assert_eq!(json["receiptCount"], 2);
    assert_eq!(json["notices"][1]["behaviour"], "PAID");
    let page = world.base.join("simulators/creditor").unwrap();
    let page = world.http.get(page).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("Banca Aurora") && page.contains("80,00 €"));
}

#[tokio::test]
async fn receipts_that_contradict_themselves_or_come_too_early_are_refused() {
    let world = world().await;
    let reluctant = notice(Behaviour::ReceiptRefusedOnce);
    let station = world.station("77777777777");
    let data = world.get_payment(&reluctant).await;
    let good = receipt(&reluctant, "t1", &data);
    let mut wrong = good.clone();
    wrong.receipt.payment_amount = Amount::from_cents(1).unwrap();
    let answer = station.call(&wrong, TIMEOUT).await;
    assert_eq!(code(answer), "PAA_SEMANTICA");
    let mut wrong = good.clone();
    wrong.receipt.outcome = domain::Outcome::Ko;
    let answer = station.call(&wrong, TIMEOUT).await;
    assert_eq!(code(answer), "PAA_SEMANTICA");
    let answer = station.call(&good, TIMEOUT).await;
    assert_eq!(code(answer), "PAA_SYSTEM_ERROR");
    station.call(&good, TIMEOUT).await.unwrap();
    assert_eq!(world.creditor.receipt_count(), 1);
}

#[tokio::test]
async fn malformed_messages_get_the_official_syntax_fault() {
    let world = world().await;
    let url = world.base.join(&station_path("77777777777_01")).unwrap();
    let send = async |action: &str, kind: &str, body: String| {
        let call = world.http.post(url.clone());
        let call = call
            .header("SOAPAction", action)
            .header("content-type", kind);
        let answer = call.body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let good = verify(&notice(Behaviour::Payable));
    let good = String::from_utf8(wire::Message::encode(&good)).unwrap();
    let xml = "text/xml; charset=utf-8";
    for bad in [
        "nonsense".to_owned(),
        good.replace("noticeNumber>3", "noticeNumber>"),
        good.replace("pa/paForNode", "pa/other"),
        format!("<!DOCTYPE x>{}", good.split_once("?>").unwrap().1),
    ] {
        let (status, answer) = send("paVerifyPaymentNotice", xml, bad.clone()).await;
        assert_eq!(status, 200);
        assert!(answer.contains("PAA_SINTASSI_EXTRAXSD"), "{bad}");
        assert!(answer.contains("paVerifyPaymentNoticeRes"), "{answer}");
    }
    let (_, answer) = send("paGetPaymentV2", xml, good.clone()).await;
    assert!(answer.contains("paGetPaymentV2Response") && answer.contains("PAA_SINTASSI_EXTRAXSD"));
    assert_eq!(send("pspNotifyPaymentV2", xml, good.clone()).await.0, 400);
    let json = send("paVerifyPaymentNotice", "application/json", good.clone());
    assert_eq!(json.await.0, 415);
    let (status, answer) = send("\"paVerifyPaymentNotice\"", xml, good).await;
    assert_eq!(status, 200);
    assert!(answer.contains("<amount>120.50</amount>"), "{answer}");
}

#[tokio::test]
async fn the_series_has_many_payable_notices_and_behaviours_can_be_changed() {
    let world = world().await;
    let key = series_notice(123).unwrap();
    let data = world.get_payment(&key).await;
    assert_eq!(data.payment_amount, SERIES_AMOUNT);
    let url = format!("simulators/creditor/notices/{}", key.rpt_id());
    let url = world.base.join(&url).unwrap();
    let change = world
        .http
        .put(url)
        .json(&json!({ "behaviour": "CANCELED" }));
    assert_eq!(change.send().await.unwrap().status(), 204);
    let station = world.station("77777777777");
    let answer = station.call(&verify(&key), TIMEOUT).await;
    assert_eq!(code(answer), "PAA_PAGAMENTO_ANNULLATO");
    let unknown = format!("simulators/creditor/notices/77777777777{UNKNOWN_NOTICE}");
    let unknown = world.base.join(&unknown).unwrap();
    let change = world
        .http
        .put(unknown)
        .json(&json!({ "behaviour": "PAID" }));
    assert_eq!(change.send().await.unwrap().status(), 404);
    // Clones share one world.
    let other = Arc::new(world.creditor.clone());
    other
        .set_behaviour(key.clone(), Behaviour::Payable)
        .unwrap();
    assert_eq!(world.get_payment(&key).await.payment_amount, SERIES_AMOUNT);
}
