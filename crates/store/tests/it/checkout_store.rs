//! Journeys and transactions.

use checkout::{
    Authorization, Changes, Journey, JourneyChanges, JourneySecret, Language, Payment, ResultId,
    Store as _, StoreError, Transaction, TransactionEvent, TransactionStatus,
};
use domain::{Amount, SystemRandom};
use gec::{PaymentMethod, TouchPoint};

use crate::fixture::{Fixture, for_each_engine};
use crate::world::{after, message, notice, token};

fn journey(it: &Fixture) -> Journey {
    Journey {
        digest: JourneySecret::issue(&SystemRandom).digest(),
        language: Language::It,
        notice: notice(1),
        verification: None,
        email: Some("mario.rossi@example.it".parse().unwrap()),
        method: Some(PaymentMethod::card()),
        fee: None,
        attempt: None,
        transaction: None,
        created_at: it.now(),
        expires_at: after(it.now(), 86_400),
    }
}

fn transaction(it: &Fixture, journey: &Journey) -> Transaction {
    Transaction {
        id: "0123456789abcdef0123456789abcdef".parse().unwrap(),
        result_id: ResultId::issue(&SystemRandom),
        journey: journey.digest.clone(),
        status: TransactionStatus::Activated,
        event_count: 1,
        touch_point: TouchPoint::Checkout,
        language: Language::It,
        email: journey.email.clone(),
        method: PaymentMethod::card(),
        payments: vec![Payment {
            notice: notice(1),
            token: token(1),
            amount: Amount::from_cents(12_345).unwrap(),
            description: "TARI".into(),
            company_name: "Comune di Esempio".into(),
            creditor_reference_id: notice(1).notice_number.iuv().unwrap(),
            is_all_ccp: false,
            transfer_categories: vec!["0101101IM".into()],
            stamp_count: 0,
            transfer_count: 1,
        }],
        order: None,
        card: None,
        authorization: Authorization::NotRequested,
        closure: None,
        result: None,
        activated_at: it.now(),
        token_expires_at: after(it.now(), 900),
        authorization_requested_at: None,
        closed_at: None,
        notified_at: None,
        updated_at: it.now(),
    }
}

async fn begin(it: &Fixture) -> (Journey, Transaction) {
    let mut journey = journey(it);
    it.store.put_journey(&journey).await.unwrap();
    let transaction = transaction(it, &journey);
    journey.transaction = Some(transaction.id.clone());
    let changes = JourneyChanges {
        journey: Some(journey.clone()),
        transaction: Some(transaction.clone()),
    };
    let saved = it
        .store
        .update_journey(&journey.digest, Box::new(move |_| changes))
        .await;
    assert_eq!(saved.unwrap(), Some(journey.clone()));
    (journey, transaction)
}

for_each_engine!(
    a_journey_is_saved_with_its_transaction_or_not_at_all,
    async |it| {
        let (journey, transaction) = begin(it).await;
        let find = async || it.store.find_journey(&journey.digest).await.unwrap();
        assert_eq!(find().await, Some(journey.clone()));
        let found = it.store.find_transaction(&transaction.id).await.unwrap();
        assert_eq!(found, Some(transaction.clone()));
        let found = it
            .store
            .find_by_result(&transaction.result_id)
            .await
            .unwrap();
        assert_eq!(found, Some(transaction.clone()));
        let events = it.store.list_events(&transaction.id).await.unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].event, TransactionEvent::Activated);
        let mut other = journey.clone();
        other.email = None;
        let again = JourneyChanges {
            journey: Some(other),
            transaction: Some(transaction.clone()),
        };
        let conflict = it
            .store
            .update_journey(&journey.digest, Box::new(move |_| again))
            .await;
        assert!(
            matches!(conflict, Err(StoreError::Conflict)),
            "{conflict:?}"
        );
        assert_eq!(find().await, Some(journey));
        let unknown = JourneySecret::issue(&SystemRandom).digest();
        let nothing = Box::new(|_: &Journey| JourneyChanges::default());
        assert_eq!(
            it.store.update_journey(&unknown, nothing).await.unwrap(),
            None
        );
    }
);

for_each_engine!(
    a_transaction_moves_with_its_history_and_its_messages,
    async |it| {
        let (_, transaction) = begin(it).await;
        let id = &transaction.id;
        let at = it.now();
        let cancel =
            Changes::events(at, vec![TransactionEvent::UserCanceled]).with(message("closure", at));
        let updated = it
            .store
            .update(id, Box::new(move |_| cancel))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(updated.before, transaction);
        assert_eq!(
            updated.after.status,
            TransactionStatus::CancellationRequested
        );
        let found = it.store.find_transaction(id).await.unwrap();
        assert_eq!(found, Some(updated.after.clone()));
        assert_eq!(it.store.list_events(id).await.unwrap().len(), 2);
        assert_eq!(it.number("select count(*) from outbox").await, 1);
        let refund = Changes::events(at, vec![TransactionEvent::AddUserReceiptError]);
        let illegal = it.store.update(id, Box::new(move |_| refund)).await;
        assert!(
            matches!(illegal, Err(StoreError::Illegal(_))),
            "{illegal:?}"
        );
        let nothing = it
            .store
            .update(id, Box::new(|_| Changes::none()))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(nothing.before, nothing.after);
        assert_eq!(it.store.list_events(id).await.unwrap().len(), 2);
    }
);

for_each_engine!(
    late_transactions_are_listed_and_addresses_are_forgotten,
    async |it| {
        let (journey, transaction) = begin(it).await;
        let deadline = transaction.deadline().unwrap();
        let expired = async |now| it.store.list_expired(now, 10).await.unwrap();
        assert_eq!(expired(after(deadline, -1)).await, []);
        assert_eq!(
            expired(deadline).await,
            std::slice::from_ref(&transaction.id)
        );
        let forget = async |now, before| it.store.forget(now, before, 10).await.unwrap();
        assert_eq!(forget(journey.expires_at, it.now()).await, 0);
        let late = after(journey.expires_at, 1);
        assert_eq!(forget(late, after(it.now(), 1)).await, 2);
        assert_eq!(it.store.find_journey(&journey.digest).await.unwrap(), None);
        let found = it
            .store
            .find_transaction(&transaction.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.email, None);
        assert_eq!(forget(late, after(it.now(), 1)).await, 0);
    }
);
