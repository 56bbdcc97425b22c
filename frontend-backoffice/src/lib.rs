//! The part of the portal that runs in the browser.
//!
//! The islands that `app` compiles with its feature `backoffice` are exported from this library by
//! themselves; a page names those that it needs.

use wasm_bindgen::prelude::wasm_bindgen;

/// Prepares the browser's half; the page's script then wakes each island.
#[wasm_bindgen]
pub fn hydrate() {
    app::hydrate();
}
