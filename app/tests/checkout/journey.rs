use http::StatusCode;

use crate::browser::Browser;
use crate::world::{World, fault};

const PAGES: [&str; 6] = [
    "/dati-pagamento",
    "/inserisci-email",
    "/scegli-metodo",
    "/lista-psp",
    "/riepilogo-pagamento",
    "/gdi-check",
];

#[tokio::test]
async fn the_first_page_is_the_form() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("action=\"/api/start\""), "{}", page.body);
    assert!(page.body.contains("Paga un avviso – Pagamenti"));
    assert!(page.body.contains("inputmode=\"numeric\""));
    assert_eq!(page.body.matches("<h1").count(), 1);
    assert_eq!(page.header("set-cookie"), "");
}

#[tokio::test]
async fn a_page_without_a_journey_leads_to_the_form() {
    let world = World::new();
    for page in PAGES {
        let mut browser = Browser::new(&world);
        assert_eq!(browser.get(page).await.location(), "/", "{page}");
    }
}

#[tokio::test]
async fn a_journey_that_is_no_longer_kept_is_said_to_have_expired() {
    let world = World::new();
    for page in PAGES {
        let mut browser = Browser::new(&world);
        browser.set_cookie("journey", &"ab".repeat(32));
        assert_eq!(browser.get(page).await.location(), "/sessione-scaduta");
    }
    let mut browser = Browser::new(&world);
    let page = browser.get("/sessione-scaduta").await;
    assert!(page.body.contains("Non è stato addebitato alcun importo"));
}

#[tokio::test]
async fn a_step_that_is_missing_is_asked_for() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let link = format!("/{}", crate::world::RPT_ID);
    assert_eq!(browser.get(&link).await.location(), "/dati-pagamento");
    for page in ["/scegli-metodo", "/lista-psp", "/riepilogo-pagamento"] {
        assert_eq!(browser.get(page).await.location(), "/dati-pagamento");
    }
    browser.get("/dati-pagamento").await;
    for page in ["/scegli-metodo", "/lista-psp", "/riepilogo-pagamento"] {
        assert_eq!(browser.get(page).await.location(), "/inserisci-email");
    }
}

#[tokio::test]
async fn a_bad_notice_number_is_told_inline_and_kept() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let form = [("notice_number", "3020 00"), ("creditor", "77777777777")];
    let answer = browser.post("/api/start", &form).await;
    let location = answer.location().to_owned();
    assert_eq!(location, "/?notice_number=3020+00&creditor=77777777777");
    let page = browser.get(&location).await;
    assert!(page.body.contains("value=\"3020 00\""), "{}", page.body);
    assert!(page.body.contains("value=\"77777777777\""));
    assert!(page.body.contains("Codice avviso: Inserisci 18 cifre"));
    assert!(page.body.contains("href=\"#notice_number\""));
    assert!(page.body.contains("aria-invalid=\"true\""));
    assert!(browser.cookie("journey").is_none());
}

#[tokio::test]
async fn a_typed_notice_is_shown_with_its_amount() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let form = [
        ("notice_number", "3020 0000 0001 2345 59"),
        ("creditor", "77777777777"),
    ];
    let answer = browser.post("/api/start", &form).await;
    assert_eq!(answer.location(), "/dati-pagamento");
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let page = browser.get("/dati-pagamento").await;
    assert!(page.body.contains("Comune di Prova") && page.body.contains("12,00"));
    assert!(page.body.contains("3020 0000 0001 2345 59"));
    let form = browser.get("/").await;
    assert!(form.body.contains("value=\"3020 0000 0001 2345 59\""));
}

#[tokio::test]
async fn a_refused_notice_is_explained_with_its_code_and_no_money() {
    let world = World::new();
    let matrix = [
        ("PAA_PAGAMENTO_SCADUTO", "scaduto"),
        ("PAA_PAGAMENTO_SCONOSCIUTO", "Non riusciamo a trovare"),
        ("PAA_PAGAMENTO_DUPLICATO", "già pagato"),
        ("PPT_STAZIONE_INT_PA_TIMEOUT", "problemi nella risposta"),
        ("PPT_NEVER_HEARD_OF", "errore imprevisto"),
    ];
    for (code, words) in matrix {
        world.node.faults.lock().unwrap().push_back(fault(code));
        let mut browser = Browser::new(&world);
        browser.get(&format!("/{}", crate::world::RPT_ID)).await;
        let page = browser.get("/dati-pagamento").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(words), "{code}");
        assert!(page.body.contains(code), "{code}");
        assert!(page.body.contains("stato addebitato alcun importo"));
        let again = browser.get("/dati-pagamento").await;
        assert!(again.body.contains("Comune di Prova"), "reload asks again");
    }
}

#[tokio::test]
async fn a_wrong_address_comes_back_once_and_never_in_the_url() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    browser.get(&format!("/{}", crate::world::RPT_ID)).await;
    browser.get("/dati-pagamento").await;
    let form = [
        ("email", "mario@example.it"),
        ("confirmation", "maria@example.it"),
    ];
    let answer = browser.post("/api/set_email", &form).await;
    assert_eq!(answer.location(), "/inserisci-email");
    let page = browser.get("/inserisci-email").await;
    assert!(page.body.contains("value=\"mario@example.it\""));
    assert!(page.body.contains("value=\"maria@example.it\""));
    assert!(page.body.contains("Gli indirizzi email non coincidono"));
    let again = browser.get("/inserisci-email").await;
    assert!(!again.body.contains("non coincidono"));
}

#[tokio::test]
async fn a_post_from_another_site_is_refused() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    browser.review().await;
    for path in [
        "/api/start",
        "/api/set_email",
        "/api/set_method",
        "/api/choose_psp",
        "/api/confirm",
        "/api/cancel",
    ] {
        for site in ["cross-site", "same-site", "none"] {
            let answer = browser.post_from(site, path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {site}");
        }
    }
    assert!(world.gateway.confirmed.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_address_cannot_make_the_error_page_say_anything() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let page = browser
        .get("/errore?motivo=scaduto&codice=CHIAMA+800123456")
        .await;
    assert!(page.body.contains("avviso è scaduto") && !page.body.contains("800123456"));
    let page = browser.get("/errore?motivo=%3Cb%3E").await;
    assert!(page.body.contains("errore imprevisto") && !page.body.contains("<b>"));
}

#[tokio::test]
async fn what_is_no_notice_is_no_page() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    for path in [
        "/123",
        "/777777777773020000000012345590",
        "/esito/abc",
        "/esito/abc/ricevuta",
    ] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let unknown = format!("/esito/{}", "ab".repeat(32));
    assert_eq!(browser.get(&unknown).await.status, StatusCode::NOT_FOUND);
}
