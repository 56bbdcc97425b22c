use std::path::Path;
use std::sync::Arc;

use leptos::config::LeptosOptions;
use sha2::{Digest, Sha256};

use crate::content_security_policy::ContentSecurityPolicy;
use crate::site::{Application, LiveReload, Site, Stage};

/// The name of the built files; both applications use one, see `.cargo/config.toml`.
const OUTPUT_NAME: &str = "app";
/// Half of the hash is enough to tell two builds apart.
const FINGERPRINT_BYTES: usize = 8;

/// What a page needs to know of its site: the addresses of its files and its policy.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) stage: Stage,
    pub(crate) policy: Arc<ContentSecurityPolicy>,
    pub(crate) stylesheet: Arc<str>,
    /// The addresses of the script and the module, if the browser half has been built.
    pub(crate) browser_half: Option<(Arc<str>, Arc<str>)>,
    pub(crate) live_reload: LiveReload,
}

impl Delivery {
    pub(crate) fn new(application: Application, site: &Site) -> Self {
        let address = |extension: &str| {
            let path = format!("{}/pkg/{OUTPUT_NAME}.{extension}", application.base());
            let file = site.root.join(path.trim_start_matches('/'));
            let fingerprint = fingerprint(&file)?;
            Some(match site.live_reload {
                LiveReload::Off => format!("{path}?v={fingerprint}"),
                LiveReload::Port(_) => path,
            })
        };
        let plain = format!("{}/pkg/{OUTPUT_NAME}.css", application.base());
        Self {
            stage: site.stage,
            policy: Arc::new(ContentSecurityPolicy::new(site)),
            stylesheet: address("css").unwrap_or(plain).into(),
            browser_half: address("js")
                .zip(address("wasm"))
                .map(|(script, module)| (script.into(), module.into())),
            live_reload: site.live_reload,
        }
    }

    /// The options that Leptos' own components ask for.
    pub(crate) fn options(&self) -> LeptosOptions {
        let mut options = LeptosOptions::builder().output_name(OUTPUT_NAME).build();
        if let LiveReload::Port(port) = self.live_reload {
            options.reload_port = port;
        }
        options
    }
}

/// Names the file's content, or `None` if it cannot be read.
fn fingerprint(file: &Path) -> Option<String> {
    let hash = Sha256::digest(std::fs::read(file).ok()?);
    Some(
        hash.iter()
            .take(FINGERPRINT_BYTES)
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}")),
    )
}
