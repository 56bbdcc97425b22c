//! The node's decisions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::{Amount, Outcome};
use node::{
    Audience, Change, Closure, ClosureDetails, PaymentStatus, Position, PositionStatus,
    ReadStore as _, ReceiptStatus, Scope, Store as _,
};
use registry::PaymentType;

use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::fixture::{for_each_engine, on_sqlite, patiently};
use crate::world::{
    PSP, activate, after, event, idempotency, idempotency_key, message, notice, of_notice,
    of_token, outcome, pay, payment, receipt_key, recipient, token, write,
};

for_each_engine!(a_notice_never_seen_is_loaded_as_unseen, async |it| {
    let view = it.store.view(of_notice(1)).await.unwrap();
    assert_eq!(view.positions, [Position::unseen(notice(1))]);
    let view = it.store.view(of_token(1)).await.unwrap();
    assert_eq!(view.positions, []);
});

for_each_engine!(what_was_written_is_loaded_whole, async |it| {
    activate(it, 1).await;
    pay(it, 1).await;
    let view = it.store.view(of_token(1)).await.unwrap();
    let mut expected = payment(1, it.now());
    expected.status = PaymentStatus::NoticeGenerated;
    expected.outcome = Some(outcome(it.now()));
    expected.recipients = vec![recipient()];
    let position = Position {
        key: notice(1),
        status: Some(PositionStatus::Paid),
        activation_pending_until: None,
        payments: vec![expected],
    };
    assert_eq!(view.positions, [position]);
});

for_each_engine!(
    of_two_activations_at_the_same_time_one_sees_no_other,
    async |it| {
        let until = after(it.now(), 60);
        let now = it.now();
        for round in 0..10 {
            let winners = Arc::new(AtomicU32::new(0));
            let decide = || {
                let winners = Arc::clone(&winners);
                let decide = move |view: &node::View| {
                    let position = &view.positions[0];
                    if position.is_activation_pending(now) {
                        return Vec::new();
                    }
                    winners.fetch_add(1, Ordering::SeqCst);
                    vec![Change::ActivationPending(position.key.clone(), Some(until))]
                };
                it.store.update(of_notice(round), Box::new(decide))
            };
            let (one, two, three) = tokio::join!(decide(), decide(), decide());
            assert!(one.is_ok() && two.is_ok() && three.is_ok());
            assert_eq!(winners.load(Ordering::SeqCst), 1);
        }
    }
);

for_each_engine!(
    decisions_about_the_same_positions_in_any_order_do_not_block_for_ever,
    async |it| {
        let until = after(it.now(), 60);
        let both = |first: u32, second: u32| {
            let scope = Scope {
                notices: vec![notice(first), notice(second)],
                ..Scope::default()
            };
            let decide = move |view: &node::View| {
                let pending = |position: &Position| {
                    Change::ActivationPending(position.key.clone(), Some(until))
                };
                view.positions.iter().map(pending).collect()
            };
            it.store.update(scope, Box::new(decide))
        };
        let updates = (0..40).map(|n| {
            if n % 2 == 0 {
                both(n, n + 1)
            } else {
                both(n, n - 1)
            }
        });
        for update in patiently(futures::future::join_all(updates)).await {
            update.unwrap();
        }
        assert_eq!(
            it.number("select cast(sum(version) as bigint) from position")
                .await,
            80
        );
    }
);

for_each_engine!(
    a_job_that_fails_or_panics_takes_no_other_with_it,
    async |it| {
        let good = |number| {
            let changes = vec![Change::PositionStatus(
                notice(number),
                PositionStatus::Paying,
                it.now(),
            )];
            it.store
                .update(of_notice(number), Box::new(move |_| changes))
        };
        let at = it.now();
        // Writes a position, and then a payment of another that does not exist.
        let out_of_scope = it.store.update(
            of_notice(50),
            Box::new(move |_| {
                vec![
                    Change::PositionStatus(notice(50), PositionStatus::Paying, at),
                    Change::Payment(Box::new(payment(51, at))),
                ]
            }),
        );
        // The same outbox row with a kind of failure that the database finds: a closure twice.
        let closure = move || Change::Closure(Box::new(closed(at, vec![token(60)])));
        let twice = it.store.update(
            of_notice(60),
            Box::new(move |_| {
                vec![
                    Change::PositionStatus(notice(60), PositionStatus::Paying, at),
                    closure(),
                    closure(),
                ]
            }),
        );
        let panics = it.store.update(
            of_notice(70),
            Box::new(|_| panic!("a defect in a decision")),
        );
        let (a, failed, b, conflict, c, panicked, d) = tokio::join!(
            good(1),
            out_of_scope,
            good(2),
            twice,
            good(3),
            panics,
            good(4)
        );
        assert!(a.is_ok() && b.is_ok() && c.is_ok() && d.is_ok());
        assert!(failed.is_err() && conflict.is_err() && panicked.is_err());
        let statuses = it
            .texts("select status from position where status is not null")
            .await;
        assert_eq!(statuses.len(), 4);
        assert_eq!(it.number("select count(*) from closure").await, 0);
        assert_eq!(
            it.number("select count(*) from position_status_history")
                .await,
            4
        );
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_that_wait_for_the_embedded_writer_share_a_group_and_stay_apart() {
    on_sqlite(async |it| {
        // Another process writes, so that the first job waits and the others queue up behind it.
        let mut other = SqliteConnection::connect(&it.url).await.unwrap();
        other.execute("begin immediate").await.unwrap();
        let at = it.now();
        let jobs = (0..100).map(|number| async move {
            let decide = move |_: &node::View| {
                let status = Change::PositionStatus(notice(number), PositionStatus::Paying, at);
                match number % 10 {
                    3 => panic!("a defect in a decision"),
                    // Written first, and refused only after that.
                    7 => vec![
                        status,
                        Change::Closure(Box::new(closed(at, vec![token(number)]))),
                        Change::Payment(Box::new(payment(0, at))),
                    ],
                    _ => vec![status],
                }
            };
            it.store.update(of_notice(number), Box::new(decide)).await
        });
        let mut jobs = Box::pin(futures::future::join_all(jobs));
        assert!(futures::poll!(&mut jobs).is_pending());
        other.execute("rollback").await.unwrap();
        let results = patiently(jobs).await;
        for (number, result) in results.iter().enumerate() {
            assert_eq!(result.is_err(), matches!(number % 10, 3 | 7), "{number}");
        }
        let positions = it.number("select count(*) from position").await;
        let histories = it
            .number("select count(*) from position_status_history")
            .await;
        assert_eq!((positions, histories), (80, 80));
        assert_eq!(it.number("select count(*) from closure").await, 0);
    })
    .await;
}

for_each_engine!(
    a_caller_who_gives_up_half_way_leaves_its_connection_clean,
    async |it| {
        activate(it, 1).await;
        for polls in 1..40 {
            for _ in 0..8 {
                let mut trace = it.store.find_trace(Audience::Everyone, token(1));
                let mut update = it.store.update(of_notice(1), Box::new(|_| Vec::new()));
                for _ in 0..polls {
                    let read = futures::poll!(&mut trace).is_ready();
                    if read || futures::poll!(&mut update).is_ready() {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
            }
        }
        activate(it, 2).await;
        for _ in 0..20 {
            let trace = it
                .store
                .find_trace(Audience::Everyone, token(2))
                .await
                .unwrap();
            assert!(trace.is_some());
        }
    }
);

for_each_engine!(every_status_is_in_the_history, async |it| {
    activate(it, 1).await;
    pay(it, 1).await;
    let sent = Change::ReceiptStatus(receipt_key(1), ReceiptStatus::NoticeSent, it.now());
    let pending = Change::ReceiptStatus(receipt_key(1), ReceiptStatus::NoticePending, it.now());
    write(&it.store, of_token(1), vec![sent.clone()]).await;
    write(&it.store, of_token(1), vec![pending]).await;
    write(&it.store, of_token(1), vec![sent]).await;
    let view = it.store.view(of_token(1)).await.unwrap();
    assert_eq!(view.positions[0].payments[0].recipients[0].retries, 1);
    let history = it
        .texts("select status from position_status_history order by version")
        .await;
    assert_eq!(history, ["PAYING", "PAID"]);
    let history = it
        .texts("select status from payment_status_history order by version")
        .await;
    assert_eq!(history, ["PAYING", "PAID", "NOTICE_GENERATED"]);
    let history = it
        .texts("select status from receipt_status_history order by version")
        .await;
    assert_eq!(
        history,
        [
            "NOTICE_GENERATED",
            "NOTICE_SENT",
            "NOTICE_PENDING",
            "NOTICE_SENT"
        ]
    );
});

for_each_engine!(
    a_stored_answer_is_found_replaced_forgotten_and_deleted,
    async |it| {
        let scope = || Scope {
            idempotency: Some((PSP.parse().unwrap(), idempotency_key())),
            ..Scope::default()
        };
        let found = async || it.store.view(scope()).await.unwrap().idempotency;
        assert_eq!(found().await, None);
        let record = idempotency(it.now());
        let mut empty = record.clone();
        empty.response = Vec::new();
        write(
            &it.store,
            scope(),
            vec![Change::Idempotency(Box::new(empty))],
        )
        .await;
        let put = || vec![Change::Idempotency(Box::new(record.clone()))];
        write(&it.store, scope(), put()).await;
        assert_eq!(found().await, Some(record.clone()));
        write(
            &it.store,
            scope(),
            vec![Change::ForgetIdempotency(token(1))],
        )
        .await;
        assert_eq!(found().await, None);
        write(&it.store, scope(), put()).await;
        let delete = async |at| it.store.delete_expired_idempotency(at, 10).await.unwrap();
        assert_eq!(delete(record.valid_to).await, 0);
        assert_eq!(delete(after(record.valid_to, 1)).await, 1);
        assert_eq!(found().await, None);
    }
);

for_each_engine!(
    of_requests_with_one_key_at_the_same_time_one_is_worked_on,
    async |it| {
        let at = it.now();
        for round in 0..10 {
            let request = |number: u32| async move {
                let worked_on = Arc::new(AtomicU32::new(0));
                let seen = Arc::clone(&worked_on);
                let scope = Scope {
                    notices: vec![notice(number)],
                    idempotency: Some((PSP.parse().unwrap(), idempotency_key())),
                    ..Scope::default()
                };
                let decide = move |view: &node::View| {
                    if view.idempotency.is_some() {
                        return Vec::new();
                    }
                    seen.store(1, Ordering::SeqCst);
                    vec![
                        Change::PositionStatus(notice(number), PositionStatus::Paying, at),
                        Change::Idempotency(Box::new(idempotency(at))),
                    ]
                };
                let written = it.store.update(scope, Box::new(decide)).await;
                written.map_or(0, |()| worked_on.load(Ordering::SeqCst))
            };
            let requests = (0..8).map(|number| request(round * 8 + number));
            let worked_on = patiently(futures::future::join_all(requests)).await;
            assert_eq!(worked_on.iter().sum::<u32>(), 1);
            let forget = Change::ForgetIdempotency(token(1));
            write(&it.store, Scope::default(), vec![forget]).await;
        }
        let paying = "select count(*) from position where status = 'PAYING'";
        assert_eq!(it.number(paying).await, 10);
    }
);

fn closed(at: jiff::Timestamp, tokens: Vec<domain::PaymentToken>) -> Closure {
    Closure {
        transaction: "transaction-1".parse().unwrap(),
        tokens,
        outcome: Outcome::Ok,
        closed_at: at,
        valid_to: after(at, 3_600),
        details: Some(ClosureDetails {
            route: payment(1, at).route,
            payment_method: PaymentType::parse("CP").unwrap(),
            total_amount: Amount::from_cents(24_790).unwrap(),
            fee: Amount::from_cents(100).unwrap(),
            primary_ci_incurred_fee: None,
            bundle: Some("bundle".parse().unwrap()),
            ci_bundle: None,
            operated_at: at,
            additional: Vec::new(),
        }),
        result: None,
    }
}

for_each_engine!(
    a_closed_transaction_leads_to_its_positions_and_expires,
    async |it| {
        activate(it, 1).await;
        activate(it, 2).await;
        let at = it.now();
        let expired = async |now| it.store.list_expired_payments(now, 10).await.unwrap();
        assert_eq!(expired(after(at, 1_800)).await, []);
        assert_eq!(expired(after(at, 1_801)).await.len(), 2);
        let closure = closed(at, vec![token(2), token(1)]);
        let transaction = closure.transaction.clone();
        let scope = || Scope {
            transaction: Some(transaction.clone()),
            tokens: vec![token(1), token(2)],
            ..Scope::default()
        };
        let mut changes = vec![Change::Closure(Box::new(closure.clone()))];
        for number in [1, 2] {
            let (notice, token) = (notice(number), token(number));
            let route = closure
                .details
                .as_ref()
                .map(|details| details.route.clone());
            changes.push(Change::PaymentClosed(
                notice.clone(),
                token.clone(),
                transaction.clone(),
                route,
                closure.valid_to,
            ));
            let status = PaymentStatus::PaymentUnknown;
            changes.push(Change::PaymentStatus(notice, token, status, at));
        }
        write(&it.store, scope(), changes).await;
        assert_eq!(expired(after(at, 9_999)).await, []);
        let view = it
            .store
            .view(Scope {
                transaction: Some(transaction.clone()),
                ..Scope::default()
            })
            .await
            .unwrap();
        assert_eq!(view.closure, Some(closure.clone()));
        assert_eq!(view.positions.len(), 2);
        let first = &view.positions[0].payments[0];
        assert_eq!(first.transaction.as_ref(), Some(&transaction));
        assert_eq!(first.valid_to, closure.valid_to);
        let expired = async |now| it.store.list_expired_closures(now, 10).await.unwrap();
        assert_eq!(expired(closure.valid_to).await, []);
        let late = after(closure.valid_to, 1);
        assert_eq!(expired(late).await, std::slice::from_ref(&transaction));
        let result = Change::ClosureResult(transaction.clone(), Outcome::Ok);
        write(&it.store, scope(), vec![result]).await;
        let view = it.store.view(scope()).await.unwrap();
        assert_eq!(view.closure.unwrap().result, Some(Outcome::Ok));
    }
);

for_each_engine!(two_hundred_updates_at_once_are_all_durable, async |it| {
    let updates = (0..200).map(|number| async move {
        activate(it, number).await;
    });
    patiently(futures::future::join_all(updates)).await;
    assert_eq!(it.number("select count(*) from payment").await, 200);
    assert_eq!(it.number("select count(*) from journal_event").await, 200);
});

for_each_engine!(what_was_acknowledged_is_there_after_reopening, async |it| {
    activate(it, 1).await;
    pay(it, 1).await;
    // Not closed: the other process finds what was committed, not what was tidied up.
    let another = it.another().await;
    let view = another.view(of_token(1)).await.unwrap();
    assert_eq!(view.positions[0].status, Some(PositionStatus::Paid));
    assert_eq!(
        another
            .outbox()
            .oldest_due_age()
            .await
            .unwrap()
            .unwrap()
            .as_secs(),
        0
    );
    another.close().await.unwrap();
    assert!(another.view(of_token(1)).await.is_err());
});

for_each_engine!(no_change_writes_no_row, async |it| {
    write(&it.store, of_token(1), Vec::new()).await;
    let at = it.now();
    let changes = vec![
        Change::Event(Box::new(event(1, node::EventKind::Intern, at))),
        Change::Outbox(message("a", at)),
        Change::Outbox(message("a", at)),
    ];
    write(&it.store, Scope::default(), changes.clone()).await;
    write(&it.store, Scope::default(), changes).await;
    assert_eq!(it.number("select count(*) from outbox").await, 1);
    assert_eq!(it.number("select count(*) from journal_event").await, 2);
    assert_eq!(it.number("select count(*) from position").await, 0);
});
