use app::Stage;
use http::Method;

use crate::{ask, get, one_host, site};

#[tokio::test]
async fn a_page_says_in_which_language_it_is() {
    let router = one_host(&site(Stage::Sandbox));
    let accept = [("accept-language", "en-GB,en;q=0.9,it;q=0.8")];
    for path in ["/accessibility", "/backoffice/accessibility"] {
        let italian = get(&router, path).await;
        assert!(italian.body.contains("<html lang=\"it\""), "{path}");
        assert!(
            italian.body.contains("Dichiarazione di accessibilità"),
            "{path}"
        );
        let english = ask(&router, Method::GET, path, &accept).await;
        assert!(english.body.contains("<html lang=\"en\""), "{path}");
        assert!(english.body.contains("Accessibility statement"), "{path}");
    }
}

#[tokio::test]
async fn a_chosen_language_is_remembered_in_a_cookie() {
    let router = one_host(&site(Stage::Sandbox));
    let chosen = get(&router, "/accessibility?lang=en").await;
    let cookie = chosen.header("set-cookie");
    assert!(cookie.starts_with("lang=en;"), "{cookie}");
    assert!(
        cookie.contains("SameSite=Lax") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    let later = ask(
        &router,
        Method::GET,
        "/accessibility",
        &[("cookie", "lang=en")],
    )
    .await;
    assert!(later.body.contains("<html lang=\"en\""));
    assert_eq!(later.header("set-cookie"), "");
}

#[tokio::test]
async fn an_unknown_language_is_neither_used_nor_remembered() {
    let router = one_host(&site(Stage::Sandbox));
    let answer = get(&router, "/accessibility?lang=xx").await;
    assert!(answer.body.contains("<html lang=\"it\""));
    assert_eq!(answer.header("set-cookie"), "");
}
