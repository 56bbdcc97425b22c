use std::sync::atomic::Ordering;

use identity::{
    DOCUMENT_AGE_MAX_S, KEYS_REFRESH_INTERVAL_S, LoginError, ProviderChoice, ReturnPath, TokenFault,
};
use jiff::SignedDuration;
use simulators::identity_provider::Fault;

use crate::fixture::{ANNA, World};

impl World {
    async fn begin(&self) -> Result<identity::LoginStart, LoginError> {
        let path = ReturnPath::parse("/backoffice").unwrap();
        self.service.begin_login(ProviderChoice::Spid, path).await
    }

    fn documents(&self) -> usize {
        self.fetch.documents.load(Ordering::Relaxed)
    }

    fn keys(&self) -> usize {
        self.fetch.keys.load(Ordering::Relaxed)
    }
}

#[tokio::test]
async fn the_document_is_read_once_an_hour() {
    let world = World::new();
    for _ in 0..3 {
        world.login(ANNA).await.unwrap();
    }
    assert_eq!((world.documents(), world.keys()), (1, 1));
    world
        .clock
        .advance(SignedDuration::from_secs(DOCUMENT_AGE_MAX_S));
    world.login(ANNA).await.unwrap();
    assert_eq!((world.documents(), world.keys()), (2, 2));
}

#[tokio::test]
async fn a_provider_that_is_down_leaves_no_pending_login_and_is_not_pestered() {
    let world = World::new();
    world.provider.set_fault(Some(Fault::Down));
    for _ in 0..3 {
        let error = world.begin().await.unwrap_err();
        assert_eq!(error.code(), "LOGIN_PROVIDER_DOWN");
    }
    assert_eq!(world.documents(), 1);
    assert_eq!(world.store.pending_logins(), 0);
    world.provider.set_fault(None);
    world.clock.advance(SignedDuration::from_secs(5));
    assert!(world.begin().await.is_ok());
}

#[tokio::test]
async fn a_provider_that_goes_down_during_the_login_is_named() {
    let world = World::new();
    let (binding, params) = world.visit(ANNA).await;
    world.provider.set_fault(Some(Fault::Down));
    let error = world
        .service
        .finish_login(params, Some(&binding), None)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "LOGIN_PROVIDER_DOWN");
}

#[tokio::test]
async fn new_keys_are_found_at_once() {
    let world = World::new();
    world.login(ANNA).await.unwrap();
    world.provider.rotate_key().unwrap();
    world.login(ANNA).await.unwrap();
    assert_eq!((world.documents(), world.keys()), (1, 2));
}

#[tokio::test]
async fn tokens_with_unknown_keys_do_not_make_us_pester_the_provider() {
    let world = World::new();
    world.provider.set_fault(Some(Fault::UnknownKey));
    for _ in 0..3 {
        let error = world.login(ANNA).await.unwrap_err();
        assert!(
            matches!(error, LoginError::InvalidToken(TokenFault::UnknownKey)),
            "{error:?}"
        );
    }
    assert_eq!(world.keys(), 2);
    world
        .clock
        .advance(SignedDuration::from_secs(KEYS_REFRESH_INTERVAL_S));
    world.login(ANNA).await.unwrap_err();
    assert_eq!(world.keys(), 3);
}
