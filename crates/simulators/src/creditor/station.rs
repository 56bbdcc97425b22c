use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use wire::{
    FaultBean, Interface, PaGetPaymentV2Req, PaRecipient, PaSendRtV2Req, PaVerifyPaymentNoticeReq,
    Primitive,
};

use super::Creditor;
use super::fault::Refusal;
use crate::soap;
use crate::world::{Behaviour, DemoStation, STATIONS};

/// How late [`Behaviour::Slow`] answers; the node waits 7 s.
const SLOW_ANSWER: Duration = Duration::from_secs(10);

/// `POST /simulators/creditor/soap/{station}`.
pub(super) async fn receive(
    State(creditor): State<Creditor>,
    Path(station): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(station) = STATIONS.iter().find(|s| s.id == station) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let syntax = |problem| Refusal::Syntax(problem).fault(station.creditor);
    let primitive = match soap::primitive(Interface::PaForNode, &headers, &body, syntax) {
        Ok(primitive) => primitive,
        Err(answer) => return *answer,
    };
    let mut behaviour = Behaviour::Payable;
    let answer = match primitive {
        Primitive::PaVerifyPaymentNotice => {
            soap::answer(&body, syntax, |request: PaVerifyPaymentNoticeReq| {
                behaviour = creditor.behaviour(&request.qr_code);
                refuse(
                    station,
                    creditor.pa_verify_payment_notice(station, &request),
                )
            })
        }
        Primitive::PaGetPaymentV2 => soap::answer(&body, syntax, |request: PaGetPaymentV2Req| {
            behaviour = creditor.behaviour(&request.qr_code);
            refuse(station, creditor.pa_get_payment_v2(station, &request))
        }),
        Primitive::PaSendRtV2 => soap::answer(&body, syntax, |request: PaSendRtV2Req| {
            refuse(station, creditor.pa_send_rt_v2(station, request))
        }),
        Primitive::VerifyPaymentNotice
        | Primitive::ActivatePaymentNoticeV2
        | Primitive::SendPaymentOutcomeV2
        | Primitive::PspNotifyPaymentV2 => StatusCode::BAD_REQUEST.into_response(),
    };
    misbehave(behaviour, primitive, answer).await
}

fn refuse<T>(station: &DemoStation, result: Result<T, Refusal>) -> Result<T, Box<FaultBean>> {
    result.map_err(|refusal| Box::new(refusal.fault(station.creditor)))
}

/// Whether the node means this station, its broker and its creditor.
pub(super) fn check_recipient(
    station: &DemoStation,
    recipient: &PaRecipient,
) -> Result<(), Refusal> {
    if recipient.id_pa.as_str() != station.creditor {
        return Err(Refusal::Creditor);
    }
    if recipient.id_broker_pa.as_str() != station.creditor {
        return Err(Refusal::Broker);
    }
    if recipient.id_station.as_str() != station.id {
        return Err(Refusal::Station);
    }
    Ok(())
}

/// Spoils the answer as the notice's behaviour demands.
async fn misbehave(behaviour: Behaviour, primitive: Primitive, answer: Response) -> Response {
    match behaviour {
        Behaviour::Slow => {
            tokio::time::sleep(SLOW_ANSWER).await;
            answer
        }
        Behaviour::Unavailable => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Behaviour::HangUp => hang_up(),
        Behaviour::NotXml => soap::xml(b"Servizio temporaneamente sospeso".to_vec()),
        Behaviour::WrongRoot => {
            let other = if primitive == Primitive::PaGetPaymentV2 {
                Primitive::PaVerifyPaymentNotice
            } else {
                Primitive::PaGetPaymentV2
            };
            soap::xml(wire::fault_reply(other, &FaultBean::default()))
        }
        Behaviour::KoWithoutFault => soap::xml(ko_without_fault(primitive)),
        Behaviour::Payable
        | Behaviour::AmountChanges
        | Behaviour::Expired
        | Behaviour::Canceled
        | Behaviour::Paid
        | Behaviour::InProgress
        | Behaviour::ReceiptRefusedOnce => answer,
    }
}

/// The beginning of an answer, then a broken connection.
fn hang_up() -> Response {
    let parts = [
        Ok(Bytes::from_static(b"<?xml version=\"1.0\"?><soapenv:Envel")),
        Err(std::io::Error::other("the simulated station hangs up")),
    ];
    let body = Body::from_stream(stream::iter(parts));
    ([(header::CONTENT_TYPE, "text/xml")], body).into_response()
}

/// A refusal from which the fault was cut out.
pub(crate) fn ko_without_fault(primitive: Primitive) -> Vec<u8> {
    let whole = wire::fault_reply(primitive, &FaultBean::default());
    let text = String::from_utf8_lossy(&whole);
    match (text.split_once("<fault>"), text.split_once("</fault>")) {
        (Some((before, _)), Some((_, after))) => format!("{before}{after}").into_bytes(),
        _ => Vec::new(),
    }
}

impl Creditor {
    fn behaviour(&self, key: &domain::NoticeKey) -> Behaviour {
        self.find(key)
            .map_or(Behaviour::Payable, |notice| notice.behaviour)
    }
}
