use identity::{Access, ChoosePartyError, PartyId, SESSIONS_PER_PERSON_MAX, SessionId};
use jiff::SignedDuration;

use crate::fixture::{ANNA, LUCA, World, administrator_of};

#[tokio::test]
async fn a_session_ends_after_a_quarter_of_an_hour_without_use() {
    let world = World::new();
    let new = world.login(ANNA).await.unwrap();
    for _ in 0..3 {
        world.clock.advance(SignedDuration::from_mins(14));
        assert!(world.service.session(&new.cookie).await.unwrap().is_some());
    }
    world.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(world.service.session(&new.cookie).await.unwrap(), None);
    assert!(world.store.sessions().is_empty());
}

#[tokio::test]
async fn a_session_in_use_ends_after_eight_hours() {
    let world = World::new();
    let new = world.login(ANNA).await.unwrap();
    for _ in 0..47 {
        world.clock.advance(SignedDuration::from_mins(10));
        assert!(world.service.session(&new.cookie).await.unwrap().is_some());
    }
    world.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(world.service.session(&new.cookie).await.unwrap(), None);
}

#[tokio::test]
async fn many_requests_cost_few_writes() {
    let world = World::new();
    let new = world.login(ANNA).await.unwrap();
    let began_at = world.store.sessions()[0].last_seen_at;
    world.clock.advance(SignedDuration::from_secs(29));
    world.service.session(&new.cookie).await.unwrap();
    assert_eq!(world.store.sessions()[0].last_seen_at, began_at);
    world.clock.advance(SignedDuration::from_secs(1));
    world.service.session(&new.cookie).await.unwrap();
    assert_eq!(
        world.store.sessions()[0]
            .last_seen_at
            .duration_since(began_at),
        SignedDuration::from_secs(30)
    );
}

#[tokio::test]
async fn a_cookie_opens_nothing_after_logout() {
    let world = World::new();
    let new = world.login(ANNA).await.unwrap();
    world.service.logout(&new.cookie).await.unwrap();
    assert_eq!(world.service.session(&new.cookie).await.unwrap(), None);
    world.service.logout(&new.cookie).await.unwrap();
}

#[tokio::test]
async fn choosing_a_party_changes_the_cookie() {
    let world = World::new();
    world.appoint(ANNA, &["comune", "scuola"]);
    let new = world.login(ANNA).await.unwrap();
    assert!(matches!(&new.session.access, Access::Undecided(parties) if parties.len() == 2));
    let school = PartyId::parse("scuola").unwrap();
    let (cookie, session) = world
        .service
        .choose_party(&new.cookie, &school)
        .await
        .unwrap();
    assert_ne!(cookie, new.cookie);
    assert_eq!(session.id, new.session.id);
    let expected = Access::Acting {
        membership: administrator_of("scuola"),
        others: vec![administrator_of("comune")],
    };
    assert_eq!(session.access, expected);
    assert_eq!(world.service.session(&new.cookie).await.unwrap(), None);
    assert_eq!(world.service.session(&cookie).await.unwrap(), Some(session));
    let again = world.service.choose_party(&new.cookie, &school).await;
    assert!(
        matches!(again, Err(ChoosePartyError::NoSession)),
        "{again:?}"
    );
}

#[tokio::test]
async fn nobody_acts_for_a_party_of_others() {
    let world = World::new();
    world.appoint(ANNA, &["comune"]);
    let new = world.login(ANNA).await.unwrap();
    let other = PartyId::parse("scuola").unwrap();
    let result = world.service.choose_party(&new.cookie, &other).await;
    assert!(
        matches!(result, Err(ChoosePartyError::NotAMember)),
        "{result:?}"
    );
    let session = world.service.session(&new.cookie).await.unwrap().unwrap();
    assert_eq!(session.acting().unwrap().party.id.as_str(), "comune");
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_at_the_next_request() {
    let world = World::new();
    world.appoint(ANNA, &["comune"]);
    let new = world.login(ANNA).await.unwrap();
    world.appoint(ANNA, &["scuola"]);
    let session = world.service.session(&new.cookie).await.unwrap().unwrap();
    assert_eq!(
        session.access,
        Access::Undecided(vec![administrator_of("scuola")])
    );
    world.appoint(ANNA, &[]);
    let session = world.service.session(&new.cookie).await.unwrap().unwrap();
    assert_eq!(session.access, Access::NoRole);
}

#[tokio::test]
async fn a_new_login_ends_the_browser_s_previous_session() {
    let world = World::new();
    let first = world.login(ANNA).await.unwrap();
    let (binding, params) = world.visit(ANNA).await;
    let second = world
        .service
        .finish_login(params, Some(&binding), Some(&first.cookie))
        .await
        .unwrap();
    assert_ne!(first.cookie, second.cookie);
    assert_eq!(world.service.session(&first.cookie).await.unwrap(), None);
    assert!(
        world
            .service
            .session(&second.cookie)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_person_lists_and_ends_only_their_own_sessions() {
    let world = World::new();
    let anna = world.login(ANNA).await.unwrap();
    let luca = world.login(LUCA).await.unwrap();
    let code = &anna.session.person.fiscal_code;
    let sessions = world.service.list_sessions(code).await.unwrap();
    let ids: Vec<&SessionId> = sessions.iter().map(|row| &row.id).collect();
    assert_eq!(ids, [&anna.session.id]);
    assert!(
        !world
            .service
            .revoke_session(code, &luca.session.id)
            .await
            .unwrap()
    );
    assert!(world.service.session(&luca.cookie).await.unwrap().is_some());
    assert!(
        world
            .service
            .revoke_session(code, &anna.session.id)
            .await
            .unwrap()
    );
    assert_eq!(world.service.session(&anna.cookie).await.unwrap(), None);
}

#[tokio::test]
async fn the_oldest_session_gives_way_to_the_one_too_many() {
    let world = World::new();
    let first = world.login(ANNA).await.unwrap();
    for _ in 1..SESSIONS_PER_PERSON_MAX {
        world.clock.advance(SignedDuration::from_secs(1));
        world.login(ANNA).await.unwrap();
    }
    assert!(
        world
            .service
            .session(&first.cookie)
            .await
            .unwrap()
            .is_some()
    );
    world.clock.advance(SignedDuration::from_secs(1));
    world.login(ANNA).await.unwrap();
    assert_eq!(world.store.sessions().len(), SESSIONS_PER_PERSON_MAX);
    assert_eq!(world.service.session(&first.cookie).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_out_of_date_is_purged() {
    let world = World::new();
    world.login(ANNA).await.unwrap();
    world.visit(LUCA).await;
    let purged = world.service.purge().await.unwrap();
    assert_eq!((purged.logins, purged.sessions), (0, 0));
    world.clock.advance(SignedDuration::from_mins(11));
    let purged = world.service.purge().await.unwrap();
    assert_eq!((purged.logins, purged.sessions), (2, 0));
    world.clock.advance(SignedDuration::from_mins(4));
    let purged = world.service.purge().await.unwrap();
    assert_eq!((purged.logins, purged.sessions), (0, 1));
}
