use std::fs;

use app::{Site, Stage};
use http::{Method, StatusCode};

use crate::{ask, get, one_host, site};

/// A site with the files that a build leaves.
fn built() -> (tempfile::TempDir, Site) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("pkg")).unwrap();
    fs::create_dir_all(root.join("assets")).unwrap();
    for (name, content) in [
        ("pkg/app.css", "a{}"),
        ("pkg/app.css.br", "compressed"),
        ("pkg/app.js", "export default 1"),
        ("pkg/app.wasm", "module"),
        ("assets/favicon.svg", "<svg/>"),
    ] {
        fs::write(root.join(name), content).unwrap();
    }
    let site = Site {
        root: root.into(),
        ..site(Stage::Sandbox)
    };
    (folder, site)
}

#[tokio::test]
async fn a_page_names_its_files_by_their_fingerprint_and_they_are_kept_for_ever() {
    let (_folder, site) = built();
    let router = one_host(&site);
    let page = get(&router, "/accessibility").await;
    for file in ["/pkg/app.css?v=", "/pkg/app.js?v=", "/pkg/app.wasm?v="] {
        let start = page.body.find(file).unwrap();
        let address = page.body[start..].split('"').next().unwrap();
        assert_eq!(address.len(), file.len() + 16, "{address}");
        let answer = get(&router, address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
    }
}

#[tokio::test]
async fn a_file_without_fingerprint_is_asked_for_again() {
    let (_folder, site) = built();
    let router = one_host(&site);
    assert_eq!(
        get(&router, "/pkg/app.css").await.header("cache-control"),
        "no-cache"
    );
    let assets = get(&router, "/assets/favicon.svg").await;
    assert_eq!(assets.header("cache-control"), "public, max-age=604800");
    assert_eq!(
        get(&router, "/pkg/missing.css?v=1")
            .await
            .header("cache-control"),
        "no-store"
    );
}

#[tokio::test]
async fn a_compressed_file_is_preferred_where_the_browser_takes_it() {
    let (_folder, site) = built();
    let router = one_host(&site);
    let brotli = [("accept-encoding", "gzip, br")];
    let answer = ask(&router, Method::GET, "/pkg/app.css", &brotli).await;
    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.body, "compressed");
    assert_eq!(get(&router, "/pkg/app.css").await.body, "a{}");
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let (_folder, site) = built();
    let router = one_host(&site);
    for path in [
        "/pkg/../../etc/passwd",
        "/pkg/%2e%2e/assets/favicon.svg",
        "/assets/",
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_site_without_the_browser_s_half_wakes_no_islands() {
    let page = get(&one_host(&site(Stage::Sandbox)), "/accessibility").await;
    assert!(!page.body.contains("type=\"module\""));
}
