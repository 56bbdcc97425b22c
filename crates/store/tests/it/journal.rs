//! The queue in front of the journal.

use node::{EventKind, Journal as _};

use crate::fixture::{for_each_engine, patiently};
use crate::world::event;

for_each_engine!(
    every_row_appended_before_a_flush_is_there_after_it_in_order,
    async |it| {
        for number in 0..1_000 {
            it.store
                .append(event(number, EventKind::Req, it.now()))
                .await;
        }
        patiently(it.store.flush()).await.unwrap();
        let tokens = it
            .texts("select token from journal_event order by id")
            .await;
        let expected: Vec<_> = (0..1_000).map(|number| format!("{number:032x}")).collect();
        assert_eq!(tokens, expected);
    }
);

for_each_engine!(rows_beyond_the_queue_wait_for_room, async |it| {
    let writers = (0..8).map(|writer| async move {
        for number in 0..1_000 {
            it.store
                .append(event(writer * 1_000 + number, EventKind::Req, it.now()))
                .await;
        }
    });
    patiently(futures::future::join_all(writers)).await;
    patiently(it.store.close()).await.unwrap();
    assert_eq!(it.number("select count(*) from journal_event").await, 8_000);
});
