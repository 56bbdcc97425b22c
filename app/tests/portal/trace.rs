use http::StatusCode;

use crate::world::{ANNA, DEBTOR, PAOLO, World};

const OWN: &str = "/backoffice/pagamenti/11111111111111111111111111111111";
const OTHERS: &str = "/backoffice/pagamenti/22222222222222222222222222222222";

#[tokio::test]
async fn another_party_s_trace_does_not_exist() {
    let world = World::new().await;
    let anna = world.person(ANNA).await;
    let own = anna.get(OWN).await;
    assert_eq!(own.status, StatusCode::OK);
    let others = anna.get(OTHERS).await;
    let unknown = anna.get("/backoffice/pagamenti/3333").await;
    for answer in [&others, &unknown] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(!answer.body.contains("TARI"));
    }
    assert_eq!(others.main(), unknown.main());
    for message in [format!("{OTHERS}/messaggi/7"), format!("{OWN}/messaggi/8")] {
        assert_eq!(
            anna.get(&message).await.status,
            StatusCode::NOT_FOUND,
            "{message}"
        );
    }
}

#[tokio::test]
async fn the_window_s_title_keeps_the_token_to_itself() {
    let world = World::new().await;
    let page = world.person(ANNA).await.get(OWN).await;
    let title = page
        .body
        .split("<title>")
        .nth(1)
        .unwrap()
        .split("</title>")
        .next()
        .unwrap();
    assert!(title.contains("120,50"), "{title}");
    assert!(!title.contains("1111"), "{title}");
}

#[tokio::test]
async fn a_debtor_is_masked_but_in_the_message_of_those_whose_payment_it_is() {
    let world = World::new().await;
    let message = format!("{OWN}/messaggi/7");
    let anna = world.person(ANNA).await;
    let page = anna.get(OWN).await;
    assert!(page.main().contains("RSSMRA**********"));
    assert_eq!(page.main().matches(DEBTOR).count(), 1);
    let file = anna.get(&message).await;
    assert_eq!(file.body, format!("<debtor><code>{DEBTOR}</code></debtor>"));
    let paolo = world.person(PAOLO).await;
    let page = paolo.get(OWN).await;
    assert!(!page.body.contains(DEBTOR));
    let file = paolo.get(&message).await;
    assert_eq!(file.body, "<debtor><code>RSSMRA**********</code></debtor>");
}

#[tokio::test]
async fn a_message_is_a_file_and_never_a_page() {
    let world = World::new().await;
    let file = world
        .person(ANNA)
        .await
        .get(&format!("{OWN}/messaggi/7"))
        .await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "application/xml");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"paGetPaymentV2-REQ-7.xml\""
    );
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(
        file.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert_eq!(file.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_request_without_an_answer_is_told() {
    let world = World::new().await;
    let page = world.person(ANNA).await.get(OWN).await;
    assert!(page.main().contains("paGetPaymentV2"));
    assert!(page.main().contains("nessuna risposta"));
}
