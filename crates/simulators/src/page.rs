//! The one look of all simulated pages: server-rendered, without inline script or style.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// The style sheet of every page, served by each router at `simulator.css`.
const STYLE_SHEET: &str = include_str!("../assets/simulator.css");

/// The mark that every page bears.
pub(crate) const MARK: &str = "<strong class=\"mark\">SIMULATO</strong>";

/// Text made safe for element content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// Appends formatted HTML to a string.
macro_rules! push_html {
    ($html:expr, $($argument:tt)*) => {{
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!($html, $($argument)*);
    }};
}
pub(crate) use push_html;

/// An amount as Italians read it: `1.234,56 €`.
pub(crate) fn euro(amount: domain::Amount) -> String {
    let whole = (amount.cents() / 100).to_string();
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{grouped},{:02} €", amount.cents() % 100)
}

/// One HTML page.
pub(crate) struct Page {
    title: String,
    assets: String,
    body: String,
    form_action: String,
    status: StatusCode,
    frame: bool,
}

impl Page {
    /// A page with its own heading. `assets` is the path below which `simulator.css` is served,
    /// `body` is HTML.
    pub(crate) fn new(title: &str, assets: &str, body: String) -> Self {
        Self {
            title: title.to_owned(),
            assets: assets.to_owned(),
            body,
            form_action: String::new(),
            status: StatusCode::OK,
            frame: false,
        }
    }

    /// Where forms may lead besides the page's own origin: browsers check this on redirects too.
    pub(crate) fn form_action(mut self, origins: &str) -> Self {
        origins.clone_into(&mut self.form_action);
        self
    }

    /// Whether the page shows frames of its own origin.
    pub(crate) fn with_frame(mut self) -> Self {
        self.frame = true;
        self
    }

    /// The HTTP status, if not 200.
    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let title = escape(&self.title);
        let html = format!(
            "<!doctype html>\n<html lang=\"it\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title} - simulatore</title>\n\
             <link rel=\"stylesheet\" href=\"{assets}/simulator.css\">\n</head>\n<body>\n\
             <header><p>{MARK} Ambiente di prova: nessun denaro viene mosso.</p></header>\n\
             <main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n",
            assets = escape(&self.assets),
            body = self.body,
        );
        let frames = if self.frame { " frame-src 'self';" } else { "" };
        let policy = format!(
            "default-src 'none'; style-src 'self';{frames} form-action 'self' {}; \
             frame-ancestors 'none'; base-uri 'none'",
            self.form_action
        );
        (self.status, headers(&policy), Html(html)).into_response()
    }
}

/// The headers of every simulated page.
pub(crate) fn headers(policy: &str) -> [(HeaderName, HeaderValue); 4] {
    let closed = HeaderValue::from_static("default-src 'none'");
    [
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(policy).unwrap_or(closed),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]
}

/// Serves the style sheet.
pub(crate) async fn style_sheet() -> Response {
    asset("text/css; charset=utf-8", STYLE_SHEET)
}

/// Serves a text built into the program.
pub(crate) fn asset(content_type: &'static str, text: &'static str) -> Response {
    (
        [
            (header::CONTENT_TYPE, content_type),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        text,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use domain::Amount;

    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(
            escape("<a href=\"x\" id='y'>&"),
            "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;"
        );
    }

    #[test]
    fn amounts_are_grouped_by_thousands() {
        let cents = |cents| euro(Amount::from_cents(cents).unwrap());
        assert_eq!(cents(5), "0,05 €");
        assert_eq!(cents(12_050), "120,50 €");
        assert_eq!(cents(123_456_789), "1.234.567,89 €");
    }
}
