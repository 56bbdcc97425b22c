//! Lists and traces of payments.

use domain::{StationId, Text};
use node::{
    Audience, Change, EventKind, Journal as _, PaymentQuery, PaymentStatus, ReadStore as _,
    ReceiptStatus,
};
use store::ListStatement;

use crate::fixture::{Engine, Fixture, for_each_engine};
use crate::world::{
    CREDITOR, PSP, STATION, activate, activate_at, after, creditor, event, notice, of_token, pay,
    receipt_key, token, write,
};

fn everything() -> PaymentQuery {
    PaymentQuery {
        audience: Audience::Everyone,
        text: None,
        status: None,
        from: None,
        to: None,
        after: None,
        limit: 100,
    }
}

async fn tokens(it: &Fixture, query: PaymentQuery) -> Vec<domain::PaymentToken> {
    let page = it.store.list_payments(query).await.unwrap();
    page.into_iter().map(|payment| payment.token).collect()
}

for_each_engine!(
    pages_follow_each_other_without_gap_or_repetition,
    async |it| {
        for number in 1..=7 {
            // Two payments at each instant: the token decides.
            activate_at(&it.store, number, after(it.now(), i64::from(number / 2))).await;
        }
        let mut seen = Vec::new();
        let mut query = PaymentQuery {
            limit: 3,
            ..everything()
        };
        loop {
            let page = it.store.list_payments(query.clone()).await.unwrap();
            let Some(last) = page.last() else { break };
            query.after = Some((last.activated_at, last.token.clone()));
            seen.extend(page.into_iter().map(|payment| payment.token));
        }
        let expected: Vec<_> = (1..=7).rev().map(token).collect();
        assert_eq!(seen, expected);
    }
);

for_each_engine!(each_filter_holds, async |it| {
    for number in 1..=3 {
        activate_at(&it.store, number, after(it.now(), i64::from(number))).await;
    }
    pay(it, 2).await;
    let text = |text: &str| PaymentQuery {
        text: Some(Text::parse(text).unwrap()),
        ..everything()
    };
    let second = [token(2)];
    assert_eq!(
        tokens(it, text(notice(2).notice_number.as_str())).await,
        second
    );
    let iuv = notice(2).notice_number.iuv().unwrap();
    assert_eq!(tokens(it, text(iuv.as_str())).await, second);
    assert_eq!(tokens(it, text(token(2).as_str())).await, second);
    assert_eq!(tokens(it, text(CREDITOR)).await.len(), 3);
    assert_eq!(tokens(it, text("30200000")).await, []);
    let status = PaymentQuery {
        status: Some(PaymentStatus::NoticeGenerated),
        ..everything()
    };
    assert_eq!(tokens(it, status).await, second);
    let time = PaymentQuery {
        from: Some(after(it.now(), 2)),
        to: Some(after(it.now(), 3)),
        ..everything()
    };
    assert_eq!(tokens(it, time).await, second);
    let whose = |audience| PaymentQuery {
        audience,
        ..everything()
    };
    let station = |id: &str| StationId::parse(id).unwrap();
    for (audience, count) in [
        (Audience::Creditor(creditor()), 3),
        (Audience::Creditor("11111111111".parse().unwrap()), 0),
        (Audience::Psp(PSP.parse().unwrap()), 3),
        (Audience::Psp("OTHER".parse().unwrap()), 0),
        (
            Audience::Stations(vec![station(STATION), station("other")]),
            3,
        ),
        (Audience::Stations(vec![station("other")]), 0),
        (Audience::Stations(Vec::new()), 0),
    ] {
        assert_eq!(tokens(it, whose(audience)).await.len(), count);
    }
});

for_each_engine!(a_trace_tells_everything_to_those_who_may_know, async |it| {
    activate(it, 1).await;
    activate(it, 2).await;
    pay(it, 1).await;
    let sent = Change::ReceiptStatus(receipt_key(1), ReceiptStatus::NoticeSent, it.now());
    write(&it.store, of_token(1), vec![sent]).await;
    for kind in [EventKind::Req, EventKind::Resp] {
        it.store.append(event(1, kind, it.now())).await;
    }
    let mut of_another_psp = event(1, EventKind::Req, it.now());
    of_another_psp.subject.token = None;
    of_another_psp.subject.psp = Some("OTHER".parse().unwrap());
    it.store.append(of_another_psp).await;
    it.store.flush().await.unwrap();
    let find = async |audience| it.store.find_trace(audience, token(1)).await.unwrap();
    let trace = find(Audience::Everyone).await.unwrap();
    assert_eq!(trace.payment.token, token(1));
    assert_eq!(trace.position_history.len(), 2);
    assert_eq!(trace.payment_history.len(), 3);
    assert_eq!(trace.receipt_history.len(), 2);
    assert_eq!(trace.events.len(), 4);
    assert_eq!(trace.events[1].payload, Some(vec![0, 159, 146, 150]));
    assert_eq!(trace.events[1].latency_us, Some(1_234));
    assert_eq!(trace.deliveries.len(), 1);
    assert_eq!(trace.deliveries[0].state, "pending");
    let own = find(Audience::Psp(PSP.parse().unwrap())).await.unwrap();
    assert_eq!(own.events.len(), 3);
    assert!(find(Audience::Creditor(creditor())).await.is_some());
    assert_eq!(find(Audience::Psp("OTHER".parse().unwrap())).await, None);
    assert_eq!(find(Audience::Stations(Vec::new())).await, None);
    let unknown = it.store.find_trace(Audience::Everyone, token(9)).await;
    assert_eq!(unknown.unwrap(), None);
});

fn lists() -> Vec<ListStatement> {
    let audiences = [
        Audience::Everyone,
        Audience::Creditor(creditor()),
        Audience::Stations(vec![STATION.parse().unwrap(), "other".parse().unwrap()]),
        Audience::Psp(PSP.parse().unwrap()),
    ];
    let at = crate::fixture::START.parse().unwrap();
    let mut lists = Vec::new();
    for audience in audiences {
        let all = PaymentQuery {
            audience,
            ..everything()
        };
        lists.push(all.clone());
        lists.push(PaymentQuery {
            after: Some((at, token(1))),
            ..all.clone()
        });
        lists.push(PaymentQuery {
            status: Some(PaymentStatus::Paying),
            from: Some(at),
            ..all.clone()
        });
        lists.push(PaymentQuery {
            text: Some(Text::parse(CREDITOR).unwrap()),
            ..all
        });
    }
    let mut lists: Vec<_> = lists
        .into_iter()
        .map(|query| ListStatement::Payments(Box::new(query)))
        .collect();
    lists.extend([
        ListStatement::ExpiredPayments,
        ListStatement::ExpiredClosures,
        ListStatement::ExpiredIdempotency,
        ListStatement::DueMessages,
        ListStatement::DeadLetters,
        ListStatement::TraceEvents,
        ListStatement::ExpiredTransactions,
    ]);
    lists
}

/// A line of a plan that reads a whole table rather than going through an index.
fn is_full_scan(engine: Engine, line: &str) -> bool {
    match engine {
        Engine::Sqlite => {
            line.starts_with("SCAN ") && !line.contains(" USING ") && !line.contains("CONSTANT")
        }
        Engine::Postgres => line.contains("Seq Scan on"),
    }
}

for_each_engine!(no_list_reads_a_whole_table, async |it| {
    let numbers: Vec<u32> = (0..2_000).collect();
    for chunk in numbers.chunks(250) {
        let activations = chunk.iter().map(|number| activate(it, *number));
        futures::future::join_all(activations).await;
    }
    it.run("analyze").await;
    for list in lists() {
        let plan = it.store.explain(list.clone()).await.unwrap();
        assert!(!plan.is_empty());
        for line in &plan {
            assert!(
                !is_full_scan(it.engine, line),
                "{list:?}\n{}",
                plan.join("\n")
            );
        }
    }
});
