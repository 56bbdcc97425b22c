use app::{Application, server_function_paths};
use http::StatusCode;

use crate::world::{ANNA, LUCA, World};

/// Every page of the portal that is not part of the way in.
const PAGES: [&str; 8] = [
    "/backoffice",
    "/backoffice/",
    "/backoffice/ente",
    "/backoffice/pagamenti",
    "/backoffice/pagamenti?stato=PAID&cerca=x",
    "/backoffice/pagamenti/11111111111111111111111111111111",
    "/backoffice/pagamenti/11111111111111111111111111111111/messaggi/7",
    "/backoffice/nowhere",
];

fn encoded(path: &str) -> String {
    serde_urlencoded::to_string([("ritorno", path)]).unwrap()
}

#[tokio::test]
async fn a_stranger_is_led_to_the_login_from_every_page_and_back_afterwards() {
    let world = World::new().await;
    for page in PAGES {
        let answer = world.stranger().get(page).await;
        let expected = match page {
            // Whoever asks for nothing in particular gets a short address, and the choice of a
            // party is no place to return to.
            "/backoffice" | "/backoffice/ente" => "/backoffice/accesso".to_owned(),
            _ => format!("/backoffice/accesso?{}", encoded(page)),
        };
        assert_eq!(answer.location(), expected, "{page}");
        assert_eq!(answer.header("cache-control"), "no-store", "{page}");
        assert!(!answer.body.contains("TARI"), "{page}");
    }
}

#[tokio::test]
async fn a_stranger_calls_no_function_but_the_login() {
    let world = World::new().await;
    let mut functions = 0;
    for path in server_function_paths(Application::Backoffice) {
        functions += 1;
        let answer = world.stranger().post(path, &[]).await;
        let expected = if path == "/backoffice/api/login" {
            // Without a provider.
            "/backoffice/accesso?errore=LOGIN_NOT_CONFIGURED"
        } else {
            "/backoffice/accesso"
        };
        assert_eq!(answer.location(), expected, "{path}");
    }
    assert!(functions >= 3, "{functions}");
}

#[tokio::test]
async fn no_other_site_posts_to_the_portal() {
    let world = World::new().await;
    let anna = world.person(ANNA).await;
    for path in server_function_paths(Application::Backoffice) {
        let answer = anna.post_from_elsewhere(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(anna.get("/backoffice").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_person_without_a_role_sees_whom_to_ask_and_nothing_else() {
    let world = World::new().await;
    let luca = world.person(LUCA).await;
    for page in PAGES
        .iter()
        .filter(|page| !page.ends_with("/7") && !page.ends_with('/'))
    {
        let answer = luca.get(page).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
        assert!(answer.main().contains("Non hai ancora un ruolo"), "{page}");
        assert!(!answer.body.contains("TARI"), "{page}");
    }
    let file = luca.get(PAGES[6]).await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_the_login_page_lets_a_form_lead_to_the_provider_and_none_to_the_gateway() {
    let world = World::new().await;
    let login = world.stranger().get("/backoffice/accesso").await;
    let policy = login.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://login.example;"),
        "{policy}"
    );
    let anna = world.person(ANNA).await;
    for page in ["/backoffice", "/backoffice/pagamenti", "/backoffice/ente"] {
        let answer = anna.get(page).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("form-action 'self';"), "{page} {policy}");
        assert!(!policy.contains("gateway.example"), "{page} {policy}");
    }
}

#[tokio::test]
async fn an_unknown_page_is_not_found() {
    let world = World::new().await;
    let anna = world.person(ANNA).await;
    let answer = anna.get("/backoffice/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = anna.get("/backoffice/").await;
    assert_eq!(answer.header("location"), "/backoffice");
}
