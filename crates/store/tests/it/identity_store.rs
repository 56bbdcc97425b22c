//! Logins, sessions and roles.

use domain::{FiscalCode, SystemRandom};
use identity::{
    Membership, Party, PartyId, PartyKind, PendingLogin, Person, ProviderChoice, ReturnPath, Role,
    SecretToken, SessionId, SessionRow, Store as _, TakenLogin,
};

use crate::fixture::{Fixture, for_each_engine};
use crate::world::after;

fn person() -> FiscalCode {
    FiscalCode::parse("RSSMRA80A01H501U").unwrap()
}

fn token() -> SecretToken {
    SecretToken::draw(&SystemRandom)
}

fn session(it: &Fixture, number: u32) -> SessionRow {
    SessionRow {
        id: SessionId::parse(&format!("{number:032x}")).unwrap(),
        token_digest: token().digest(),
        person: Person {
            fiscal_code: person(),
            given_name: "Mario".parse().unwrap(),
            family_name: "Rossi".parse().unwrap(),
            email: Some("mario.rossi@example.it".parse().unwrap()),
        },
        provider: ProviderChoice::Spid,
        issuer: "https://provider.example".into(),
        party: None,
        created_at: after(it.now(), i64::from(number)),
        last_seen_at: after(it.now(), i64::from(number)),
    }
}

for_each_engine!(a_login_serves_once, async |it| {
    let login = PendingLogin {
        state_digest: token().digest(),
        binding_digest: token().digest(),
        nonce: token(),
        verifier: token(),
        provider: ProviderChoice::Cie,
        return_path: ReturnPath::parse("/backoffice").unwrap(),
        created_at: it.now(),
    };
    it.store.add_pending_login(&login).await.unwrap();
    let take = || it.store.take_pending_login(&login.state_digest, it.now());
    let (one, two) = tokio::join!(take(), take());
    let mut taken = [one.unwrap(), two.unwrap()];
    taken.sort_by_key(|taken| *taken == TakenLogin::Used);
    assert_eq!(taken, [TakenLogin::Taken(login.clone()), TakenLogin::Used]);
    let unknown = it
        .store
        .take_pending_login(&token().digest(), it.now())
        .await;
    assert_eq!(unknown.unwrap(), TakenLogin::Unknown);
    assert_eq!(it.store.delete_pending_logins(it.now()).await.unwrap(), 0);
    assert_eq!(
        it.store
            .delete_pending_logins(after(it.now(), 1))
            .await
            .unwrap(),
        1
    );
});

for_each_engine!(a_session_lives_changes_and_ends, async |it| {
    let first = session(it, 1);
    let second = session(it, 2);
    for session in [&second, &first] {
        it.store.add_session(session).await.unwrap();
    }
    let find = async |token| it.store.find_session(&token).await.unwrap();
    assert_eq!(find(first.token_digest).await, Some(first.clone()));
    assert_eq!(find(token().digest()).await, None);
    let list = it.store.list_sessions(&person()).await.unwrap();
    assert_eq!(list, [first.clone(), second.clone()]);
    let later = after(it.now(), 60);
    it.store.touch_session(&first.id, later).await.unwrap();
    it.store.touch_session(&first.id, it.now()).await.unwrap();
    assert_eq!(find(first.token_digest).await.unwrap().last_seen_at, later);
    let party = PartyId::parse("demo-ec").unwrap();
    let (new, other) = (token().digest(), token().digest());
    let replace = |to| it.store.replace_session(&first.token_digest, to, &party);
    assert!(replace(&new).await.unwrap());
    assert!(!replace(&other).await.unwrap());
    assert_eq!(find(new).await.unwrap().party, Some(party.clone()));
    let stranger = FiscalCode::parse("VRDLGU80A01H501X").unwrap();
    assert!(!it.store.revoke_session(&stranger, &first.id).await.unwrap());
    assert!(it.store.revoke_session(&person(), &first.id).await.unwrap());
    let ended = it
        .store
        .delete_sessions(second.last_seen_at, jiff::Timestamp::MIN);
    assert_eq!(ended.await.unwrap(), 1);
    it.store.delete_session(&second.token_digest).await.unwrap();
    assert_eq!(it.number("select count(*) from identity_session").await, 0);
});

for_each_engine!(a_person_s_roles_come_by_the_parties_names, async |it| {
    let membership = |id: &str, name: &str, role| Membership {
        party: Party {
            id: PartyId::parse(id).unwrap(),
            kind: PartyKind::CreditorInstitution,
            name: name.into(),
            fiscal_code: "77777777777".parse().unwrap(),
        },
        role,
    };
    let b = membership("a", "Bari", Role::Operator);
    let a = membership("b", "Ancona", Role::Administrator);
    for it_is in [&b, &a] {
        it.store.put_membership(&person(), it_is).await.unwrap();
    }
    let promoted = membership("a", "Bari", Role::Administrator);
    it.store.put_membership(&person(), &promoted).await.unwrap();
    let roles = it.store.memberships_of(&person()).await.unwrap();
    assert_eq!(roles, [a, promoted.clone()]);
    assert!(
        it.store
            .delete_membership(&person(), &promoted.party.id)
            .await
            .unwrap()
    );
    assert_eq!(it.store.memberships_of(&person()).await.unwrap().len(), 1);
});
