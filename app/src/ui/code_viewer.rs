use leptos::prelude::*;

use super::copy_button::{CopyButton, CopySource};
use super::icon::{Glyph, Icon};
use super::optional_text::OptionalText;
use super::pretty::{Language, TokenKind, pretty};
use crate::i18n::td_string;
use crate::locale::use_locale;

/// A message as it travelled, formatted to be read, with the ways to take it along.
#[component]
pub fn CodeViewer(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Which message.
    #[prop(into)]
    title: String,
    /// Its language.
    language: Language,
    /// The message.
    #[prop(into)]
    message: String,
    /// Where it can be downloaded as it is.
    #[prop(optional, into)]
    download: OptionalText,
) -> impl IntoView {
    let OptionalText(download) = download;
    let locale = use_locale();
    let tokens = pretty(language, &message)
        .into_iter()
        .map(|token| {
            let class = match token.kind {
                TokenKind::Name => "token-name",
                TokenKind::Value => "token-value",
                TokenKind::Mark => "token-mark",
            };
            view! { <span class=class>{token.text}</span> }
        })
        .collect_view();
    view! {
        <figure class="code-viewer">
            <figcaption class="code-viewer-head">
                <span class="code-viewer-title">{title.clone()}</span>
                <CopyButton
                    source=CopySource::Element(id.clone())
                    label=td_string!(locale, ui.copy).to_owned()
                    done_label=td_string!(locale, ui.copied).to_owned()
                />
                {download.map(|href| view! {
                    <a class="button button-quiet button-small" href=href download="">
                        <Glyph icon=Icon::Download />
                        <span>{td_string!(locale, ui.download)}</span>
                    </a>
                })}
            </figcaption>
            // Scrolls, so the keyboard must reach it.
            <pre class="code-viewer-text" id=id tabindex="0" role="region" aria-label=title>
                <code>{tokens}</code>
            </pre>
        </figure>
    }
}
