//! Nothing that was acknowledged is lost when the process is killed.

use domain::PaymentToken;
use simulators::creditor::StoredReceipt;

use crate::engine::Engine;
use crate::nodo::Nodo;
use crate::psp::Psp;
use crate::surroundings::Surroundings;

const ALREADY_PAID: &str = "refused with PPT_PAGAMENTO_DUPLICATO";

/// How many receipts of a payment the creditors have accepted.
fn receipts_of(surroundings: &Surroundings, token: &PaymentToken) -> usize {
    let receipts = surroundings.creditors.receipts(usize::MAX);
    let of_token = |receipt: &&StoredReceipt| receipt.receipt_id == *token;
    receipts.iter().filter(of_token).count()
}

async fn killed_between_activation_and_outcome(engine: Engine) {
    let surroundings = Surroundings::start().await;
    surroundings.import(&engine.url).await;
    let notice = simulators::world::series_notice(1).unwrap();
    let server = Nodo::serve(&engine.url, &[]).await;
    let token = Psp::of(&server.url).activate(&notice).await;
    server.kill().await;

    let server = Nodo::serve(&engine.url, &[]).await;
    let psp = Psp::of(&server.url);
    assert_eq!(
        psp.refusal(&notice).await,
        "refused with PPT_PAGAMENTO_IN_CORSO"
    );
    psp.report(&token).await;
    surroundings.creditors.wait_for_receipts(1).await;
    assert_eq!(receipts_of(&surroundings, &token), 1);
    assert_eq!(psp.refusal(&notice).await, ALREADY_PAID);
}

/// The process dies at some moment between the answer to the outcome and the receipt's last
/// acknowledgement; which one differs from run to run, and none may lose or double the receipt.
async fn killed_between_outcome_and_receipt(engine: Engine) {
    const ROUNDS: u64 = 8;

    let surroundings = Surroundings::start().await;
    surroundings.import(&engine.url).await;
    let mut server = Nodo::serve(&engine.url, &[]).await;
    for round in 1..=ROUNDS {
        let notice = simulators::world::series_notice(100 + round).unwrap();
        let psp = Psp::of(&server.url);
        let token = psp.activate(&notice).await;
        psp.report(&token).await;
        server.kill().await;

        server = Nodo::serve(&engine.url, &[]).await;
        surroundings.creditors.wait_for_receipts(round).await;
        assert_eq!(receipts_of(&surroundings, &token), 1, "round {round}");
        let psp = Psp::of(&server.url);
        assert_eq!(psp.refusal(&notice).await, ALREADY_PAID, "round {round}");
    }
}

#[tokio::test]
async fn a_server_killed_between_activation_and_outcome_ends_the_payment_on_sqlite() {
    killed_between_activation_and_outcome(Engine::sqlite()).await;
}

#[tokio::test]
async fn a_server_killed_between_activation_and_outcome_ends_the_payment_on_postgresql() {
    if let Some(engine) = Engine::postgres().await {
        killed_between_activation_and_outcome(engine).await;
    }
}

#[tokio::test]
async fn a_server_killed_between_outcome_and_receipt_delivers_it_once_on_sqlite() {
    killed_between_outcome_and_receipt(Engine::sqlite()).await;
}

#[tokio::test]
async fn a_server_killed_between_outcome_and_receipt_delivers_it_once_on_postgresql() {
    if let Some(engine) = Engine::postgres().await {
        killed_between_outcome_and_receipt(engine).await;
    }
}
