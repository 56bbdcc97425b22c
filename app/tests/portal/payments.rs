use http::StatusCode;

use crate::world::{ANNA, PAOLO, TOWN, World, payment};

#[tokio::test]
async fn a_party_sees_its_own_payments_only() {
    let world = World::new().await;
    let list = world.person(ANNA).await.get("/backoffice/pagamenti").await;
    assert!(list.main().contains("/pagamenti/1111") && !list.main().contains("/pagamenti/2222"));
    let list = world.person(PAOLO).await.get("/backoffice/pagamenti").await;
    assert!(list.main().contains("/pagamenti/1111") && list.main().contains("/pagamenti/2222"));
}

#[tokio::test]
async fn what_a_creditor_wrote_is_text_and_never_markup() {
    let world = World::new().await;
    let list = world.person(ANNA).await.get("/backoffice/pagamenti").await;
    assert!(list.main().contains("TARI 2026 &lt;b&gt;"));
    assert!(!list.main().contains("TARI 2026 <b>"));
}

#[tokio::test]
async fn the_pages_of_the_list_hold_every_payment_once() {
    let traces = (0..60).map(|minute| payment(TOWN, &format!("{minute:032x}"), minute));
    let world = World::with(traces.collect()).await;
    let anna = world.person(ANNA).await;
    let mut address = "/backoffice/pagamenti?stato=PAYING".to_owned();
    let mut tokens = Vec::new();
    for rows in [25, 25, 10] {
        let page = anna.get(&address).await;
        let found: Vec<_> = page
            .main()
            .split("href=\"/backoffice/pagamenti/")
            .skip(1)
            .map(|rest| rest[..32].to_owned())
            .collect();
        assert_eq!(found.len(), rows);
        tokens.extend(found);
        let next = page
            .main()
            .split("<a ")
            .find(|link| link.contains("rel=\"next\""));
        match next {
            Some(link) => {
                let href = link
                    .split("href=\"")
                    .nth(1)
                    .unwrap()
                    .split('"')
                    .next()
                    .unwrap();
                address = href.replace("&amp;", "&");
                assert!(address.contains("stato=PAYING"), "{address}");
            }
            None => assert_eq!(rows, 10),
        }
    }
    let expected: Vec<_> = (0..60)
        .rev()
        .map(|minute| format!("{minute:032x}"))
        .collect();
    assert_eq!(tokens, expected);
}

#[tokio::test]
async fn an_empty_list_says_why() {
    let world = World::with(Vec::new()).await;
    let anna = world.person(ANNA).await;
    let page = anna.get("/backoffice/pagamenti").await;
    assert!(page.main().contains("Ancora nessun pagamento"));
    let page = anna.get("/backoffice/pagamenti?stato=PAID").await;
    assert!(page.main().contains("Nessun pagamento con questi filtri"));
    let page = anna.get("/backoffice/pagamenti?dal=ieri").await;
    assert!(page.main().contains("Scrivi un giorno"));
    let page = anna.get("/backoffice").await;
    assert!(page.main().contains("Niente da guardare"));
}

#[tokio::test]
async fn the_overview_counts_what_is_there() {
    let world = World::new().await;
    let page = world.person(ANNA).await.get("/backoffice").await;
    assert_eq!(page.status, StatusCode::OK);
    let figures: Vec<_> = page
        .main()
        .split("<dd>")
        .skip(1)
        .map(|rest| rest.split("</dd>").next().unwrap())
        .collect();
    assert_eq!(figures, ["1", "0", "0,00\u{a0}€", "1", "0"]);
}

#[tokio::test]
async fn a_store_that_fails_is_explained_with_a_reference() {
    let world = World::new().await;
    let anna = world.person(ANNA).await;
    world.break_payments();
    for page in [
        "/backoffice",
        "/backoffice/pagamenti",
        "/backoffice/pagamenti/1111",
    ] {
        let answer = anna.get(page).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
        assert!(answer.main().contains("2026-11-25 12:00:00.000"), "{page}");
        assert!(!answer.body.contains("disk"), "{page}");
    }
}
