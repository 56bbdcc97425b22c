use leptos::prelude::*;

use crate::ui::{CodeViewer, Hop, Language, Timeline, TimelineEvent, Tone, Way};

const CHECKOUT: usize = 0;
const NODE: usize = 1;
const CREDITOR: usize = 2;
const PSP: usize = 3;

pub(super) fn preview() -> impl IntoView {
    let lanes = ["Checkout", "Nodo", "Ente", "PSP"]
        .map(String::from)
        .to_vec();
    let message = |from, to| Way::Message(Hop { from, to });
    let mut verify = event(
        "14:05:09.120",
        message(CHECKOUT, NODE),
        "verifyPaymentNotice",
    );
    verify.note = Some("41 ms".into());
    let mut failed = event("14:05:11.702", message(NODE, PSP), "pspNotifyPayment");
    failed.tone = Tone::Danger;
    failed.note = Some("PPT_CANALE_TIMEOUT, 14.000 ms".into());
    failed.details = Some(
        view! {
            <p class="mb-1">"Il PSP non ha risposto in tempo: l’esito del pagamento non è noto."</p>
            <CodeViewer
                id="notify"
                title="pspNotifyPayment, richiesta"
                language=Language::Json
                message="{\"paymentToken\":\"c110729d258c4ab1b765fe902aae41d6\",\"amount\":12000}"
            />
        }
        .into_any(),
    );
    let mut unknown = event("14:05:25.702", Way::Within(NODE), "PAYMENT_UNKNOWN");
    unknown.tone = Tone::Warning;
    let mut paid = event("14:06:02.318", Way::Within(NODE), "PAID");
    paid.tone = Tone::Success;
    let events = vec![
        verify,
        event(
            "14:05:09.131",
            message(NODE, CREDITOR),
            "paVerifyPaymentNotice",
        ),
        event(
            "14:05:09.158",
            message(CREDITOR, NODE),
            "paVerifyPaymentNotice, OK",
        ),
        event(
            "14:05:11.420",
            message(CHECKOUT, NODE),
            "activatePaymentNoticeV2",
        ),
        event("14:05:11.655", Way::Within(NODE), "PAYING"),
        failed,
        unknown,
        event("14:06:02.301", message(PSP, NODE), "sendPaymentOutcomeV2"),
        paid,
        event("14:06:02.377", message(NODE, CREDITOR), "paSendRTV2"),
    ];
    view! { <Timeline lanes events /> }
}

fn event(at: &str, way: Way, title: &str) -> TimelineEvent {
    TimelineEvent {
        at: at.into(),
        way,
        title: title.into(),
        tone: Tone::Info,
        note: None,
        details: None,
    }
}
