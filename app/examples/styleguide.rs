//! Serves the two applications without services, to look at their blocks: `/styleguide`.
//!
//! Usage: `cargo run -p app --features ssr,checkout,backoffice --example styleguide -- SITE_ROOT`

use std::error::Error;
use std::net::Ipv4Addr;

use app::{LiveReload, Site, Stage};

const PORT: u16 = 3100;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let root = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/site/checkout".into());
    let site = Site {
        root: root.into(),
        stage: Stage::Sandbox,
        gateways: Vec::new(),
        live_reload: LiveReload::Off,
    };
    let routes = app::checkout::block_routes(&site)
        .merge(app::backoffice::block_routes(&site))
        .merge(app::static_files::assets(&site));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).await?;
    axum::serve(listener, routes).await?;
    Ok(())
}
