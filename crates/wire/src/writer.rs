//! The writer: elements are named by constants and every value is escaped, so that what leaves is
//! always well-formed.

use std::borrow::Cow;

use quick_xml::escape::partial_escape;

use crate::content::Content;
use crate::cursor::is_xml_char;

/// A document being written.
pub(crate) struct Writer(String);

impl Writer {
    /// An empty document with room for a message of usual size.
    pub(crate) fn new() -> Self {
        const USUAL_BYTES: usize = 2048;
        Self(String::with_capacity(USUAL_BYTES))
    }

    /// The finished document.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    /// Markup of ours.
    pub(crate) fn markup(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// The element `name` with what `write` puts into it.
    pub(crate) fn element(&mut self, name: &'static str, write: impl FnOnce(&mut Self)) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
        write(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// The element `name` with `value`.
    pub(crate) fn child<T: Content>(&mut self, name: &'static str, value: &T) {
        self.element(name, |out| value.write(out));
    }

    /// The element `name`, if there is a value.
    pub(crate) fn optional<T: Content>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            self.child(name, value);
        }
    }

    /// The element `wrapper` with an element `name` for each value; nothing for no values.
    pub(crate) fn list<T: Content>(
        &mut self,
        wrapper: &'static str,
        name: &'static str,
        values: &[T],
    ) {
        if values.is_empty() {
            return;
        }
        self.element(wrapper, |out| {
            for value in values {
                out.child(name, value);
            }
        });
    }

    /// Text. Characters that XML 1.0 forbids become U+FFFD, so that lengths stay.
    pub(crate) fn text(&mut self, text: &str) {
        let text: Cow<'_, str> = if text.chars().all(is_xml_char) {
            text.into()
        } else {
            let permitted = |c| if is_xml_char(c) { c } else { '\u{fffd}' };
            text.chars().map(permitted).collect::<String>().into()
        };
        let text = partial_escape(text);
        // A bare carriage return would be read as a line feed.
        if text.contains('\r') {
            self.0.push_str(&text.replace('\r', "&#13;"));
        } else {
            self.0.push_str(&text);
        }
    }
}
