//! The engines themselves.

use std::sync::Arc;

use domain::SystemClock;
use node::Store as _;
use store::{Options, Store, StoreError};

use crate::fixture::{for_each_engine, patiently};
use crate::world::{activate, of_notice};

#[tokio::test]
async fn an_address_of_no_engine_is_refused() {
    let opened = Store::open("mysql://localhost/x", Options::new(Arc::new(SystemClock))).await;
    assert!(matches!(opened.err(), Some(StoreError::Address)));
}

for_each_engine!(a_closed_store_refuses_work_and_does_not_hang, async |it| {
    it.store.ping().await.unwrap();
    patiently(it.store.close()).await.unwrap();
    let update = it.store.update(of_notice(1), Box::new(|_| Vec::new()));
    assert!(patiently(update).await.is_err());
    assert!(patiently(it.store.ping()).await.is_err());
    assert!(patiently(it.store.flush()).await.is_ok());
});

for_each_engine!(
    a_row_that_no_code_writes_is_named_in_the_error,
    async |it| {
        activate(it, 1).await;
        it.run("update payment set data = '{}'").await;
        let error = it.store.view(of_notice(1)).await.unwrap_err();
        let text = domain::ErrorChain::new(&error).to_string();
        assert!(
            text.contains(
                "row 77777777777/302000000000000001/1 of table payment has an impossible data"
            ),
            "{text}"
        );
    }
);

for_each_engine!(the_database_itself_refuses_an_unknown_status, async |it| {
    activate(it, 1).await;
    let refused = std::panic::AssertUnwindSafe(it.run("update payment set status = 'PAYED'"));
    let outcome = futures::FutureExt::catch_unwind(refused).await;
    assert!(outcome.is_err());
});
