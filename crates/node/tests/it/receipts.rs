use domain::{Amount, Delivery, Outcome};
use node::CallError;

use crate::platform::{NOTICE, World, counter, fault, payment_data, transfer};

#[tokio::test]
async fn a_broadcast_station_gets_the_receipt_of_its_creditor_s_share() {
    let world = World::new().await;
    let notice = domain::NoticeKey::from_rpt_id(NOTICE).unwrap();
    let mut data = payment_data(&notice);
    let part = |cents| Amount::from_cents(cents).unwrap();
    data.transfers = vec![
        transfer(1, part(10_000), "77777777777"),
        transfer(2, part(1_000), "66666666666"),
        transfer(3, part(1_050), "66666666666"),
    ];
    world.outside.answer_payment_data(Ok(data));
    let token = world.activate(NOTICE).await.unwrap();
    assert_eq!(world.report(counter(), &[&token], Outcome::Ok).await, "OK");
    for answer in [Ok(()), Err(CallError::Timeout)] {
        world.outside.answer_receipt(answer);
    }
    assert_eq!(world.deliver().await.len(), 2);
    assert_eq!(
        world.receipt_history(&token, "77777777777_01"),
        "NOTICE_GENERATED,NOTICE_SENT,NOTIFIED"
    );
    assert_eq!(
        world.receipt_history(&token, "66666666666_01"),
        "NOTICE_GENERATED,NOTICE_SENT,NOTICE_PENDING"
    );
    // One recipient is missing: the position stays PAID.
    assert_eq!(world.position_history(NOTICE), "PAYING,PAID");
    assert_eq!(world.deliver().await, [Delivery::Done]);
    assert_eq!(
        world.receipt_history(&token, "66666666666_01"),
        "NOTICE_GENERATED,NOTICE_SENT,NOTICE_PENDING,NOTICE_SENT,NOTIFIED"
    );
    assert_eq!(world.position_history(NOTICE), "PAYING,PAID,NOTIFIED");
    assert_eq!(
        world.payment_history(&token),
        "PAYING,PAID,NOTICE_GENERATED,NOTICE_SENT,NOTIFIED"
    );
}

#[tokio::test]
async fn a_creditor_that_has_the_receipt_already_has_it() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    assert_eq!(world.report(counter(), &[&token], Outcome::Ok).await, "OK");
    world
        .outside
        .answer_receipt(Err(fault("PAA_RECEIPT_DUPLICATA")));
    assert_eq!(world.deliver().await, [Delivery::Done]);
    assert_eq!(world.position_history(NOTICE), "PAYING,PAID,NOTIFIED");
}

#[tokio::test]
async fn a_receipt_that_is_delivered_is_not_sent_again() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    assert_eq!(world.report(counter(), &[&token], Outcome::Ok).await, "OK");
    let message = world.memory.state.lock().unwrap().outbox[0].clone();
    for _ in 0..2 {
        let delivery = world.node.deliver_receipt(&message.payload, 1).await;
        assert_eq!(delivery, Delivery::Done);
    }
    assert_eq!(world.outside.receipts.lock().unwrap().len(), 1);
}
