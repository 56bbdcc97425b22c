use http::StatusCode;
use identity::PartyKind;

use crate::world::{ANNA, PAOLO, REGION, TOWN, World, begin, member};

const SESSION: &str = "nodo-session";
const LOGIN: &str = "nodo-login";

#[tokio::test]
async fn a_login_returns_to_the_page_that_was_asked_for() {
    let world = World::new().await;
    let browser = world.stranger();
    let asked = "/backoffice/pagamenti?stato=PAYING";
    let callback = begin(&browser, asked).await;
    assert!(browser.cookie(LOGIN).is_some() && browser.cookie(SESSION).is_none());
    let back = browser.get(&format!("{callback}&code={ANNA}")).await;
    assert_eq!(back.location(), asked);
    assert!(browser.cookie(LOGIN).is_none() && browser.cookie(SESSION).is_some());
    let page = browser.get(asked).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Nome Cognome"), "{}", page.body);
    let login = browser.get("/backoffice/accesso").await;
    assert_eq!(login.location(), "/backoffice");
}

#[tokio::test]
async fn no_login_leads_out_of_the_portal() {
    let world = World::new().await;
    let browser = world.stranger();
    let callback = begin(&browser, "https://evil.example/").await;
    let back = browser.get(&format!("{callback}&code={ANNA}")).await;
    assert_eq!(back.location(), "/backoffice");
}

#[tokio::test]
async fn a_login_that_fails_is_explained_with_its_code() {
    let world = World::new().await;
    let browser = world.stranger();
    let callback = begin(&browser, "/backoffice").await;
    let used = format!("{callback}&code={ANNA}");
    let elsewhere = world.stranger().get(&used).await;
    assert_eq!(
        elsewhere.location(),
        "/backoffice/accesso?errore=LOGIN_NOT_BOUND"
    );
    let again = browser.get(&used).await;
    assert_eq!(
        again.location(),
        "/backoffice/accesso?errore=LOGIN_REPLAYED"
    );
    let callback = begin(&browser, "/backoffice").await;
    let cancelled = browser
        .get(&format!("{callback}&error=access_denied"))
        .await;
    assert_eq!(
        cancelled.location(),
        "/backoffice/accesso?errore=LOGIN_CANCELLED"
    );
    let twice = browser.get(&format!("{callback}&state=x")).await;
    assert_eq!(
        twice.location(),
        "/backoffice/accesso?errore=LOGIN_STATE_MISMATCH"
    );
    assert!(browser.cookie(SESSION).is_none());
    for (code, words) in [
        ("LOGIN_CANCELLED", "Hai annullato"),
        ("LOGIN_NOT_BOUND", "Ricomincia da questa pagina"),
        ("LOGIN_LEVEL_TOO_LOW", "secondo fattore"),
        ("LOGIN_PROVIDER_DOWN", "Riprova tra qualche minuto"),
        ("LOGIN_INVALID_TOKEN", "Scrivi all’assistenza"),
    ] {
        let page = browser
            .get(&format!("/backoffice/accesso?errore={code}"))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.main().contains(words) && page.main().contains(code),
            "{code}"
        );
    }
    let forged = browser.get("/backoffice/accesso?errore=CALL_800_NOW").await;
    assert!(!forged.main().contains("CALL_800_NOW"));
}

#[tokio::test]
async fn after_signing_out_nothing_is_shown_any_more() {
    let world = World::new().await;
    let anna = world.person(ANNA).await;
    let cookie = anna.cookie(SESSION).unwrap();
    let out = anna.post("/backoffice/api/logout", &[]).await;
    assert_eq!(out.location(), "/backoffice/accesso?motivo=uscita");
    assert_eq!(
        out.header("clear-site-data"),
        "\"cache\", \"cookies\", \"storage\""
    );
    assert!(anna.cookie(SESSION).is_none());
    // Not even to whoever kept the cookie.
    anna.set_cookie(SESSION, &cookie);
    let page = anna.get("/backoffice/pagamenti").await;
    assert_eq!(
        page.location(),
        "/backoffice/accesso?ritorno=%2Fbackoffice%2Fpagamenti&motivo=sessione-scaduta"
    );
    let login = anna
        .get("/backoffice/accesso?motivo=sessione-scaduta")
        .await;
    assert!(login.main().contains("La sessione è terminata"));
}

#[tokio::test]
async fn a_person_with_several_parties_chooses_one_and_may_change() {
    let world = World::new().await;
    let town = member(PartyKind::CreditorInstitution, TOWN, TOWN);
    let region = member(PartyKind::CreditorInstitution, REGION, REGION);
    world.people.set_memberships(ANNA, vec![town, region]);
    let anna = world.person(ANNA).await;
    let asked = anna.get("/backoffice/pagamenti").await;
    assert_eq!(
        asked.location(),
        "/backoffice/ente?ritorno=%2Fbackoffice%2Fpagamenti"
    );
    let choice = anna.get(asked.location()).await;
    assert!(choice.main().contains("Ente 77777777777"));
    assert!(choice.main().contains("value=\"/backoffice/pagamenti\""));
    let before = anna.cookie(SESSION).unwrap();
    let choose = async |party: &str| {
        let fields = [("party", party), ("return_to", "/backoffice/pagamenti")];
        anna.post("/backoffice/api/choose_party", &fields).await
    };
    assert_eq!(choose("99999999999").await.status, StatusCode::FORBIDDEN);
    assert_eq!(choose("../..").await.status, StatusCode::FORBIDDEN);
    assert_eq!(choose(REGION).await.location(), "/backoffice/pagamenti");
    assert_ne!(anna.cookie(SESSION).unwrap(), before);
    let list = anna.get("/backoffice/pagamenti").await;
    assert!(list.body.contains("/pagamenti/2222") && !list.body.contains("/pagamenti/1111"));
    choose(TOWN).await;
    let list = anna.get("/backoffice/pagamenti").await;
    assert!(list.body.contains("/pagamenti/1111") && !list.body.contains("/pagamenti/2222"));
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_at_the_next_click() {
    let world = World::new().await;
    let paolo = world.person(PAOLO).await;
    let page = "/backoffice/pagamenti/22222222222222222222222222222222";
    assert_eq!(paolo.get(page).await.status, StatusCode::OK);
    world.people.set_memberships(PAOLO, Vec::new());
    assert_eq!(paolo.get(page).await.status, StatusCode::FORBIDDEN);
}
