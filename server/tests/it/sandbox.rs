//! What is promised of the sandbox.

use std::process::Stdio;

use crate::engine::Engine;
use crate::nodo::{Nodo, command};

#[tokio::test]
async fn the_sandbox_refuses_any_but_a_loopback_address() {
    let engine = Engine::sqlite();
    let output = command(&engine.url)
        .args(["serve", "--sandbox", "--listen", "0.0.0.0:0"])
        .stdout(Stdio::null())
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("loopback"), "{text}");
}

#[tokio::test]
async fn a_server_on_all_addresses_must_be_told_how_it_is_reached() {
    let engine = Engine::sqlite();
    let output = command(&engine.url)
        .args(["serve", "--listen", "0.0.0.0:0"])
        .stdout(Stdio::null())
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("public_url"), "{text}");
}

#[tokio::test]
async fn the_sandbox_starts_twice_on_one_database() {
    let engine = Engine::sqlite();
    for _ in 0..2 {
        let server = Nodo::serve(&engine.url, &["--sandbox"]).await;
        let client = simulators::loopback_client().unwrap();
        let ready = server.url.join("/health/ready").unwrap();
        let answer = client.get(ready).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        server.kill().await;
    }
}

#[tokio::test]
async fn what_was_imported_is_exported_again() {
    let engine = Engine::sqlite();
    let surroundings = crate::surroundings::Surroundings::start().await;
    surroundings.import(&engine.url).await;
    let export = || async {
        let output = command(&engine.url).arg("export").output().await.unwrap();
        assert!(output.status.success());
        serde_json::from_slice::<registry::Entries>(&output.stdout).unwrap()
    };
    let first = export().await;
    assert_eq!(first.creditors.len(), 2);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("again.json");
    std::fs::write(&file, serde_json::to_vec(&first).unwrap()).unwrap();
    let other = Engine::sqlite();
    let output = command(&other.url).arg("import").arg(&file).output().await;
    assert!(output.unwrap().status.success());
    let output = command(&other.url).arg("export").output().await.unwrap();
    let second: registry::Entries = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_file_with_a_mistake_changes_nothing_and_says_where_it_is() {
    let engine = Engine::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.json");
    let wrong = serde_json::json!({
        "creditors": [{ "fiscalCode": "77777777777", "name": "Comune di Esempio" }],
        "accounts": [{ "creditor": "66666666666", "iban": "IT60X0542811101000000123456" }]
    });
    std::fs::write(&file, wrong.to_string()).unwrap();
    let output = command(&engine.url).arg("import").arg(&file).output().await;
    let output = output.unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("accounts[0].creditor"), "{text}");
    let output = command(&engine.url).arg("export").output().await.unwrap();
    let entries: registry::Entries = serde_json::from_slice(&output.stdout).unwrap();
    assert!(entries.is_empty());
}
