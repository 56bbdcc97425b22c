//! Leases and dead letters.

use std::time::Duration;

use domain::OutboxKind;
use node::Change;
use store::{AfterRetry, LOST_LEASES_MAX, Lease, LeaseOrigin, StoreError};

use crate::fixture::{Engine, Fixture, for_each_engine, listens, patiently};
use crate::world::{after, message, write};

const LEASE: Duration = Duration::from_secs(30);

async fn put(it: &Fixture, name: &str) {
    let change = Change::Outbox(message(name, it.now()));
    write(&it.store, node::Scope::default(), vec![change]).await;
}

async fn lease(it: &Fixture) -> Vec<Lease> {
    let leases = it.store.outbox().lease(&OutboxKind::ALL, 10, LEASE).await;
    leases.unwrap()
}

for_each_engine!(a_message_is_leased_once_and_completed, async |it| {
    put(it, "b").await;
    put(it, "a").await;
    let leases = lease(it).await;
    let keys: Vec<_> = leases.iter().map(|lease| lease.key.as_str()).collect();
    assert_eq!(keys, ["pa_send_rt:b", "pa_send_rt:a"]);
    assert_eq!(leases[0].attempt, 1);
    assert_eq!(leases[0].origin, LeaseOrigin::Fresh);
    assert_eq!(lease(it).await, []);
    it.store.outbox().complete(&leases[0]).await.unwrap();
    let again = it.store.outbox().complete(&leases[0]).await;
    assert!(matches!(again, Err(StoreError::LeaseLost)), "{again:?}");
    it.clock.advance(LEASE);
    assert_eq!(lease(it).await.len(), 1);
    assert_eq!(
        it.store
            .outbox()
            .delete_delivered(it.now(), 10)
            .await
            .unwrap(),
        1
    );
    assert_eq!(it.number("select count(*) from outbox").await, 1);
});

for_each_engine!(a_message_waits_for_its_time_and_its_worker, async |it| {
    let mut later = message("later", after(it.now(), 10));
    later.kind = OutboxKind::Mail;
    write(
        &it.store,
        node::Scope::default(),
        vec![Change::Outbox(later)],
    )
    .await;
    assert_eq!(lease(it).await, []);
    assert_eq!(it.store.outbox().oldest_due_age().await.unwrap(), None);
    it.clock.advance(Duration::from_secs(12));
    let age = it.store.outbox().oldest_due_age().await.unwrap();
    assert_eq!(age, Some(Duration::from_secs(2)));
    let others = it
        .store
        .outbox()
        .lease(&[OutboxKind::PaSendRt], 10, LEASE)
        .await;
    assert_eq!(others.unwrap(), []);
    assert_eq!(lease(it).await[0].kind, OutboxKind::Mail);
});

for_each_engine!(
    a_message_without_attempts_left_is_a_dead_letter,
    async |it| {
        put(it, "a").await;
        let outbox = it.store.outbox();
        let first = lease(it).await.remove(0);
        let retry_at = after(it.now(), 60);
        let after_retry = outbox.retry(&first, retry_at, "no answer").await.unwrap();
        assert_eq!(after_retry, AfterRetry::Pending);
        assert_eq!(lease(it).await, []);
        it.clock.advance(Duration::from_mins(1));
        let second = lease(it).await.remove(0);
        assert_eq!((second.attempt, second.origin), (2, LeaseOrigin::Fresh));
        let late = outbox.retry(&first, retry_at, "late").await;
        assert!(matches!(late, Err(StoreError::LeaseLost)), "{late:?}");
        let after_retry = outbox
            .retry(&second, retry_at, "again no answer")
            .await
            .unwrap();
        assert_eq!(after_retry, AfterRetry::Dead);
        let dead = outbox.list_dead(None, 10).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].last_error.as_deref(), Some("again no answer"));
        assert_eq!(dead[0].attempts, 2);
        let next = outbox
            .list_dead(Some((dead[0].died_at, dead[0].id)), 10)
            .await;
        assert_eq!(next.unwrap(), []);
        assert!(outbox.requeue(dead[0].id).await.unwrap());
        assert!(!outbox.requeue(dead[0].id).await.unwrap());
        let third = lease(it).await.remove(0);
        assert_eq!(third.attempt, 1);
        outbox.bury(&third, "refused").await.unwrap();
        assert!(outbox.discard(third.id).await.unwrap());
        assert_eq!(it.number("select count(*) from outbox").await, 0);
    }
);

for_each_engine!(a_lost_lease_is_handed_on_and_says_so, async |it| {
    put(it, "a").await;
    let first = lease(it).await.remove(0);
    it.clock.advance(LEASE);
    let second = lease(it).await.remove(0);
    assert_eq!((second.attempt, second.origin), (2, LeaseOrigin::Lost));
    let lost = it.store.outbox().complete(&first).await;
    assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
    // Beyond its attempts it is still handed on, because only the worker knows what a lost attempt
    // means; but not for ever.
    for attempt in 3..=second.attempts_max + LOST_LEASES_MAX {
        it.clock.advance(LEASE);
        assert_eq!(lease(it).await[0].attempt, attempt);
    }
    it.clock.advance(LEASE);
    assert_eq!(lease(it).await, []);
    assert_eq!(
        it.store.outbox().list_dead(None, 10).await.unwrap().len(),
        1
    );
});

for_each_engine!(
    workers_at_the_same_time_never_get_the_same_message,
    async |it| {
        for name in 0..60 {
            put(it, &name.to_string()).await;
        }
        let workers = (0..12).map(|_| lease(it));
        let mut keys: Vec<_> = patiently(futures::future::join_all(workers))
            .await
            .into_iter()
            .flatten()
            .map(|lease| lease.key)
            .collect();
        let handed_out = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), handed_out);
        assert_eq!(keys.len() + lease(it).await.len(), 60);
    }
);

for_each_engine!(
    a_new_message_wakes_the_workers_of_every_process,
    async |it| {
        let mut here = it.store.outbox_changes();
        if it.engine == Engine::Postgres {
            listens(&mut here).await;
        }
        put(it, "a").await;
        patiently(here.changed()).await.unwrap();
        if it.engine == Engine::Postgres {
            let another = it.another().await;
            let mut there = another.outbox_changes();
            listens(&mut there).await;
            put(it, "b").await;
            patiently(there.changed()).await.unwrap();
            another.close().await.unwrap();
        }
    }
);
