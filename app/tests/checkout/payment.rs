use checkout::{OperationResult, TransactionStatus};
use domain::Outcome;
use http::StatusCode;

use crate::browser::Browser;
use crate::world::World;

async fn waiting(world: &World, browser: &mut Browser) -> String {
    let review = browser.review().await;
    browser.confirm(&review, "page").await;
    let page = browser.get("/riepilogo-pagamento").await;
    let result = page.location().to_owned();
    assert!(result.starts_with("/esito/"), "{result}");
    assert_eq!(world.status(), TransactionStatus::AuthorizationRequested);
    result
}

async fn paid(world: &World, browser: &mut Browser) -> String {
    let result = waiting(world, browser).await;
    let executed = world.notification(OperationResult::Executed);
    world
        .checkout
        .authorization_outcome(executed)
        .await
        .unwrap();
    world.close(1).await;
    let receipt = world.result(Outcome::Ok);
    world
        .checkout
        .record_payment_result(&receipt)
        .await
        .unwrap();
    result
}

#[tokio::test]
async fn the_review_shows_the_total_and_the_button_says_it() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let page = browser.review().await;
    let body = page.body.replace('\u{a0}', " ");
    assert!(body.contains("Paga 13,50 €"), "{body}");
    assert!(body.contains("PSPCHEAP") && body.contains("mario@example.it"));
    assert_eq!(page.hidden("total"), "1350");
    let again = browser.get("/riepilogo-pagamento").await;
    assert_eq!(again.hidden("transaction"), page.hidden("transaction"));
    assert_eq!(world.node.activations.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn going_back_and_choosing_another_psp_keeps_the_activation() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let first = browser.review().await;
    assert_eq!(browser.get("/lista-psp").await.status, StatusCode::OK);
    let answer = browser
        .post("/api/choose_psp", &[("bundle", "b-dear")])
        .await;
    assert_eq!(answer.location(), "/riepilogo-pagamento");
    let second = browser.get("/riepilogo-pagamento").await;
    assert_eq!(second.hidden("total"), "1400");
    assert_eq!(second.hidden("transaction"), first.hidden("transaction"));
    assert_eq!(world.node.activations.lock().unwrap().len(), 1);
    // The first page is out of date: it pays nothing.
    let answer = browser.confirm(&first, "page").await;
    assert_eq!(answer.location(), "/riepilogo-pagamento?avviso=cambiato");
    let page = browser.get("/riepilogo-pagamento?avviso=cambiato").await;
    assert!(page.body.contains("role=\"alert\"") && page.body.contains("Controlla il totale"));
}

#[tokio::test]
async fn without_script_the_card_is_typed_on_the_gateway_s_page() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let review = browser.review().await;
    let first = browser.confirm(&review, "page").await;
    assert_eq!(first.location(), "https://gateway.example/page");
    let second = browser.confirm(&review, "page").await;
    assert_eq!(second.location(), "https://gateway.example/page");
    assert!(world.gateway.confirmed.lock().unwrap().is_empty());
}

#[tokio::test]
async fn two_confirmations_take_the_money_once() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let review = browser.review().await;
    let first = browser.confirm(&review, "fields").await;
    assert_eq!(first.location(), "https://bank.example/3ds");
    let second = browser.confirm(&review, "fields").await;
    assert_eq!(second.location(), "https://bank.example/3ds");
    assert_eq!(world.gateway.confirmed.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_altered_amount_or_transaction_pays_nothing() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let review = browser.review().await;
    let id = review.hidden("transaction");
    let other = "0".repeat(32);
    for (transaction, total) in [(&id, "1"), (&id, ""), (&other, "1350"), (&id, "-1350")] {
        let form = [
            ("transaction", transaction.as_str()),
            ("total", total),
            ("entry", "fields"),
        ];
        let answer = browser.post("/api/confirm", &form).await;
        assert_eq!(answer.location(), "/riepilogo-pagamento?avviso=cambiato");
    }
    assert_eq!(world.status(), TransactionStatus::Activated);
}

#[tokio::test]
async fn every_page_of_a_confirmed_payment_leads_to_its_result() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let result = waiting(&world, &mut browser).await;
    for page in [
        "/dati-pagamento",
        "/inserisci-email",
        "/scegli-metodo",
        "/lista-psp",
        "/riepilogo-pagamento",
        "/gdi-check",
    ] {
        assert_eq!(browser.get(page).await.location(), result, "{page}");
    }
    let form = browser.get("/").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(!form.body.contains("3020 0000 0001 2345 59"));
}

#[tokio::test]
async fn a_waiting_result_says_for_what_and_asks_again() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let result = waiting(&world, &mut browser).await;
    let page = browser.get(&result).await;
    assert!(page.body.contains("Aspettiamo la risposta della tua banca"));
    assert!(!page.body.contains("addebitato alcun importo"));
    assert_eq!(page.header("refresh"), "5");
    let state = browser.get(&format!("{result}/stato")).await;
    assert!(page.body.contains(&state.body), "{}", state.body);
    let canceled = world.notification(OperationResult::Canceled);
    world
        .checkout
        .authorization_outcome(canceled)
        .await
        .unwrap();
    let later = browser.get(&format!("{result}/stato")).await;
    assert_ne!(later.body, state.body);
    let page = browser.get(&result).await;
    assert!(page.body.contains("stata annullata") && page.body.contains("addebitato alcun"));
    assert_eq!(page.header("refresh"), "");
}

#[tokio::test]
async fn a_paid_result_has_a_receipt() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let result = paid(&world, &mut browser).await;
    let page = browser.get(&result).await;
    let body = page.body.replace('\u{a0}', " ");
    assert!(body.contains("Hai pagato 13,50 €"), "{body}");
    assert!(body.contains(&format!("{result}/ricevuta")));
    let receipt = browser.get(&format!("{result}/ricevuta")).await;
    assert_eq!(receipt.status, StatusCode::OK);
    for words in [
        "PSPCHEAP",
        "647189",
        "202600001",
        "02000000001234559",
        "simulata",
    ] {
        assert!(receipt.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn another_browser_sees_the_result_without_personal_data() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let result = waiting(&world, &mut browser).await;
    let own = browser.get(&result).await;
    assert!(own.body.contains("***") && own.body.contains("https://gateway.example/page"));
    let other = browser.other().get(&result).await;
    assert_eq!(other.status, StatusCode::OK);
    for secret in ["***", "example.it<", "https://gateway.example/page"] {
        assert!(!other.body.contains(secret), "{secret}");
    }
    assert!(other.body.contains("Comune di Prova"));
}

#[tokio::test]
async fn a_receipt_before_the_payment_leads_to_the_result() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let result = waiting(&world, &mut browser).await;
    let receipt = browser.get(&format!("{result}/ricevuta")).await;
    assert_eq!(receipt.location(), result);
}

#[tokio::test]
async fn giving_up_asks_first_and_charges_nothing() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let review = browser.review().await;
    let question = browser.get("/annulla").await;
    assert!(question.body.contains("vuoi davvero uscire"));
    let transaction = question.hidden("transaction");
    assert_eq!(transaction, review.hidden("transaction"));
    let form = [("transaction", transaction.as_str())];
    let answer = browser.post("/api/cancel", &form).await;
    assert_eq!(answer.location(), "/annullato");
    assert_eq!(world.status(), TransactionStatus::CancellationRequested);
    let again = browser.post("/api/cancel", &form).await;
    assert_eq!(again.location(), "/annullato");
    let page = browser.get("/annullato").await;
    assert!(page.body.contains("stato addebitato alcun importo"));
}

#[tokio::test]
async fn a_payment_that_took_too_long_starts_again_without_retyping() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let review = browser.review().await;
    world.clock.advance(901);
    let answer = browser.confirm(&review, "page").await;
    assert_eq!(answer.location(), "/dati-pagamento?avviso=tempo-scaduto");
    let page = browser.get("/dati-pagamento?avviso=tempo-scaduto").await;
    assert!(page.body.contains("tempo per pagare è scaduto"));
    let email = browser.get("/inserisci-email").await;
    assert!(email.body.contains("value=\"mario@example.it\""));
}
