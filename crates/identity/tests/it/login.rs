use http::StatusCode;
use identity::{
    Access, AcrRule, Advice, LoginError, ProviderChoice, ReturnPath, SecretToken, TokenFault,
};
use jiff::SignedDuration;
use simulators::identity_provider::Fault;

use crate::browser::{self, CANCEL};
use crate::fixture::{ANNA, ELENA, LUCA, World};

fn code(result: Result<identity::NewSession, LoginError>) -> &'static str {
    result.map(drop).unwrap_err().code()
}

#[tokio::test]
async fn a_person_logs_in_and_goes_where_they_wanted() {
    let world = World::new();
    world.appoint(ANNA, &["comune"]);
    let new = world.login(ANNA).await.unwrap();
    assert_eq!(new.return_path.as_str(), "/backoffice/payments");
    let person = &new.session.person;
    assert_eq!(person.fiscal_code.expose(), "BNCNNA78E52L219D");
    assert_eq!(person.given_name.as_str(), "Anna");
    assert_eq!(person.family_name.as_str(), "Bianchi");
    assert_eq!(
        person.email.as_ref().unwrap().as_str(),
        "anna.bianchi@example.org"
    );
    assert_eq!(new.session.acting().unwrap().party.id.as_str(), "comune");
    let found = world.service.session(&new.cookie).await.unwrap();
    assert_eq!(found, Some(new.session));
}

#[tokio::test]
async fn the_request_carries_what_the_profile_asks_for() {
    let world = World::new();
    let path = ReturnPath::parse("/backoffice").unwrap();
    let start = world
        .service
        .begin_login(ProviderChoice::Cie, path)
        .await
        .unwrap();
    let find = |name: &str| {
        let mut pairs = start.redirect_url.query_pairs();
        pairs.find(|(key, _)| key == name).unwrap().1.into_owned()
    };
    assert_eq!(find("response_type"), "code");
    assert_eq!(find("scope"), "openid");
    assert_eq!(find("code_challenge_method"), "S256");
    assert_eq!(find("idp"), "cie");
    assert_eq!(
        find("acr_values"),
        "https://www.spid.gov.it/SpidL2 https://www.spid.gov.it/SpidL3"
    );
    assert!(find("state").len() >= 32 && find("nonce").len() >= 32);
    assert_ne!(find("state"), find("nonce"));
    let (status, html) = browser::page(&world.router, &start.redirect_url).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        html.contains("SIMULATO") && html.contains("Entra con CIE"),
        "{html}"
    );
}

#[tokio::test]
async fn a_person_without_a_role_is_known_but_may_nothing() {
    let world = World::new();
    let new = world.login(LUCA).await.unwrap();
    assert_eq!(new.session.access, Access::NoRole);
    assert_eq!(new.session.acting(), None);
}

#[tokio::test]
async fn every_flaw_of_the_id_token_is_noticed() {
    let flaws = [
        (Fault::WrongNonce, TokenFault::Nonce),
        (Fault::NoNonce, TokenFault::Nonce),
        (Fault::WrongAudience, TokenFault::Audience),
        (Fault::SharedAudience, TokenFault::Audience),
        (Fault::WrongIssuer, TokenFault::Issuer),
        (Fault::AlgorithmNone, TokenFault::Algorithm),
        (Fault::HmacWithPublicKey, TokenFault::Algorithm),
        (Fault::HmacWithClientSecret, TokenFault::Algorithm),
        (Fault::Expired, TokenFault::Expired),
        (Fault::IssuedInFuture, TokenFault::IssuedInFuture),
        (Fault::UnknownKey, TokenFault::UnknownKey),
        (Fault::WrongSignature, TokenFault::Signature),
        (Fault::WrongAccessTokenHash, TokenFault::AccessTokenHash),
        (Fault::NoFiscalNumber, TokenFault::FiscalNumber),
        (Fault::Garbage, TokenFault::Malformed),
    ];
    let world = World::new();
    for (fault, expected) in flaws {
        world.provider.set_fault(Some(fault));
        match world.login(ANNA).await {
            Err(LoginError::InvalidToken(found)) => assert_eq!(found, expected, "{fault:?}"),
            other => panic!("{fault:?}: {other:?}"),
        }
    }
    assert!(world.store.sessions().is_empty());
    world.provider.set_fault(None);
    assert!(world.login(ANNA).await.is_ok());
}

#[tokio::test]
async fn a_login_of_level_one_is_refused() {
    for rule in [AcrRule::Required, AcrRule::FromRegistration] {
        let world = World::with_acr_rule(rule);
        let error = world.login(ELENA).await.unwrap_err();
        assert!(matches!(error, LoginError::LevelTooLow), "{error:?}");
        assert_eq!(error.advice(), Advice::RaiseLevel);
    }
}

#[tokio::test]
async fn a_token_without_level_holds_only_when_the_registration_vouches_for_it() {
    for (rule, is_accepted) in [
        (AcrRule::Required, false),
        (AcrRule::FromRegistration, true),
    ] {
        let world = World::with_acr_rule(rule);
        world.provider.set_fault(Some(Fault::Bare));
        assert_eq!(world.login(ANNA).await.is_ok(), is_accepted, "{rule:?}");
    }
}

#[tokio::test]
async fn who_turns_back_at_the_provider_has_cancelled() {
    let world = World::new();
    let error = world.login(CANCEL).await.unwrap_err();
    assert!(matches!(error, LoginError::Cancelled), "{error:?}");
    assert_eq!(error.advice(), Advice::BackToLogin);
}

#[tokio::test]
async fn errors_of_the_provider_become_ours() {
    for (error, expected) in [
        ("access_denied", "LOGIN_CANCELLED"),
        ("temporarily_unavailable", "LOGIN_PROVIDER_DOWN"),
        ("server_error", "LOGIN_PROVIDER_DOWN"),
        ("unmet_authentication_requirements", "LOGIN_LEVEL_TOO_LOW"),
        ("invalid_scope", "LOGIN_PROVIDER_REFUSED"),
        ("<script>", "LOGIN_PROVIDER_REFUSED"),
    ] {
        let world = World::new();
        let (binding, mut params) = world.visit(ANNA).await;
        params.error = Some(error.into());
        let result = world
            .service
            .finish_login(params, Some(&binding), None)
            .await;
        assert_eq!(code(result), expected, "{error}");
    }
}

#[tokio::test]
async fn a_callback_serves_once() {
    let world = World::new();
    let (binding, params) = world.visit(ANNA).await;
    let first = world
        .service
        .finish_login(params.clone(), Some(&binding), None)
        .await;
    assert!(first.is_ok());
    let second = world
        .service
        .finish_login(params, Some(&binding), None)
        .await;
    assert_eq!(code(second), "LOGIN_REPLAYED");
    assert_eq!(world.store.sessions().len(), 1);
}

#[tokio::test]
async fn of_two_callbacks_at_once_one_wins() {
    let world = World::new();
    let (binding, params) = world.visit(ANNA).await;
    let (a, b) = tokio::join!(
        world
            .service
            .finish_login(params.clone(), Some(&binding), None),
        world.service.finish_login(params, Some(&binding), None),
    );
    assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
}

#[tokio::test]
async fn a_callback_without_its_state_is_refused() {
    let world = World::new();
    let (binding, params) = world.visit(ANNA).await;
    for (state, expected) in [
        (None, "LOGIN_STATE_MISMATCH"),
        (Some("abc".into()), "LOGIN_STATE_MISMATCH"),
        (Some("0".repeat(64)), "LOGIN_EXPIRED"),
    ] {
        let mut params = params.clone();
        params.state = state;
        let result = world
            .service
            .finish_login(params, Some(&binding), None)
            .await;
        assert_eq!(code(result), expected);
    }
}

#[tokio::test]
async fn another_browser_cannot_finish_the_login() {
    let world = World::new();
    for binding in [None, Some(SecretToken::parse(&"a".repeat(64)).unwrap())] {
        let (_, params) = world.visit(ANNA).await;
        let result = world
            .service
            .finish_login(params, binding.as_ref(), None)
            .await;
        assert_eq!(code(result), "LOGIN_NOT_BOUND");
    }
    // Another login of the same browser does not fit either.
    let (_, first) = world.visit(ANNA).await;
    let (second_binding, _) = world.visit(ANNA).await;
    let result = world
        .service
        .finish_login(first, Some(&second_binding), None)
        .await;
    assert_eq!(code(result), "LOGIN_NOT_BOUND");
}

#[tokio::test]
async fn a_login_that_took_too_long_has_expired() {
    let world = World::new();
    let (binding, params) = world.visit(ANNA).await;
    world.clock.advance(SignedDuration::from_mins(10));
    let result = world
        .service
        .finish_login(params, Some(&binding), None)
        .await;
    assert_eq!(code(result), "LOGIN_EXPIRED");
}

#[tokio::test]
async fn a_code_older_than_a_minute_is_refused_by_the_provider() {
    let world = World::new();
    let (binding, params) = world.visit(ANNA).await;
    world.clock.advance(SignedDuration::from_secs(60));
    let result = world
        .service
        .finish_login(params, Some(&binding), None)
        .await;
    match result {
        Err(LoginError::ProviderRefused(code)) => assert_eq!(code.as_str(), "invalid_grant"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_callback_of_another_provider_is_refused_before_its_code_is_sent() {
    for fault in [Fault::WrongResponseIssuer, Fault::NoResponseIssuer] {
        let world = World::new();
        world.provider.set_fault(Some(fault));
        assert_eq!(
            code(world.login(ANNA).await),
            "LOGIN_WRONG_PROVIDER",
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn another_login_s_code_is_useless() {
    let world = World::new();
    let (_, stolen) = world.visit(ANNA).await;
    let (binding, mut params) = world.visit(LUCA).await;
    params.code = stolen.code;
    // The provider notices that the code's challenge is not of this login's verifier.
    let result = world
        .service
        .finish_login(params, Some(&binding), None)
        .await;
    assert_eq!(code(result), "LOGIN_PROVIDER_REFUSED");
}

#[tokio::test]
async fn a_missing_or_endless_code_is_not_sent_on() {
    let world = World::new();
    for bad in [None, Some(String::new()), Some("a".repeat(2_049))] {
        let (binding, mut params) = world.visit(ANNA).await;
        params.code = bad;
        let result = world
            .service
            .finish_login(params, Some(&binding), None)
            .await;
        assert_eq!(code(result), "LOGIN_STATE_MISMATCH");
    }
}

#[tokio::test]
async fn a_provider_that_is_not_configured_is_named() {
    let world = World::new();
    let service = identity::Service::new(
        std::collections::BTreeMap::new(),
        world.store,
        world.clock,
        std::sync::Arc::new(domain::SystemRandom),
    );
    let path = ReturnPath::parse("/").unwrap();
    let error = service
        .begin_login(ProviderChoice::Spid, path)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "LOGIN_NOT_CONFIGURED");
}
