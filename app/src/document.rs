use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use leptos::hydration::AutoReload;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_i18n::Locale as _;
use leptos_meta::{MetaTags, provide_meta_context};

use crate::delivery::Delivery;
use crate::i18n::{Locale, td_string};
use crate::locale::use_locale;
use crate::site::LiveReload;

/// The `id` of the part of the page that the link "skip to content" leads to.
pub const MAIN: &str = "main";

/// The HTML document around an application: head, files, language and the response's policy.
///
/// Needs the context that [`crate::page_routes`] provides.
#[component]
pub fn Document(children: Children) -> impl IntoView {
    provide_meta_context();
    let delivery = use_context::<Delivery>();
    let locale = use_locale();
    if let Some(delivery) = &delivery {
        set_policy(delivery);
    }
    let stylesheet = delivery
        .as_ref()
        .map(|delivery| delivery.stylesheet.to_string());
    view! {
        <!DOCTYPE html>
        <html lang=locale.as_str() dir="ltr">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="format-detection" content="telephone=no" />
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
                {FONTS.map(|font| view! {
                    <link rel="preload" href=font r#as="font" r#type="font/woff2" crossorigin="" />
                })}
                <link rel="stylesheet" href=stylesheet />
                {delivery.map(scripts)}
                <MetaTags />
            </head>
            <body>
                <a class="skip-link" href=format!("#{MAIN}")>
                    {td_string!(locale, ui.skip_to_content)}
                </a>
                {children()}
            </body>
        </html>
    }
}

/// The two weights that every first screen shows.
const FONTS: [&str; 2] = [
    "/assets/fonts/titillium-web-latin-400-normal.woff2",
    "/assets/fonts/titillium-web-latin-600-normal.woff2",
];

fn set_policy(delivery: &Delivery) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&delivery.policy.header(&nonce)) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

fn scripts(delivery: Delivery) -> impl IntoView {
    let reload = (delivery.live_reload != LiveReload::Off)
        .then(|| view! { <AutoReload options=delivery.options() /> });
    let islands = delivery.browser_half.map(|(script, module)| {
        let code = format!(
            "({})({script:?}, {module:?});",
            include_str!("islands.js").trim()
        );
        view! { <script type="module" nonce=use_nonce() inner_html=code></script> }
    });
    (reload, islands)
}

/// What the page of `locale` is called in the browser's list of windows.
#[must_use]
pub fn window_title(title: &str, product: &str, locale: Locale) -> String {
    td_string!(locale, ui.window_title, title = title, product = product).to_string()
}
