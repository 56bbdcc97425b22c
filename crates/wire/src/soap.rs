//! The SOAP 1.1 envelope: one root in the body, of a known namespace; its descendants have none.
//! The header is skipped.

use crate::content::Content;
use crate::cursor::{Cursor, Markup};
use crate::writer::Writer;
use crate::{Malformed, MalformedReason, Primitive};

pub use crate::cursor::{ATTRIBUTES_MAX, DEPTH_MAX, DOCUMENT_BYTES_MAX, ELEMENTS_MAX};

/// The namespace of the envelope.
pub const ENVELOPE_NAMESPACE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// The root of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its namespace; `None` when it has none, or an undeclared prefix.
    pub namespace: Option<String>,
    /// Its name without prefix.
    pub name: String,
}

impl Root {
    /// The primitive whose request this is.
    #[must_use]
    pub fn request_of(&self) -> Option<Primitive> {
        Primitive::ALL.iter().copied().find(|primitive| {
            primitive.request_root() == self.name
                && Some(primitive.namespace()) == self.namespace.as_deref()
        })
    }
}

/// Reads no further than the body's root, for the comparison with the `SOAPAction`.
pub fn root(bytes: &[u8]) -> Result<Root, Malformed> {
    let mut cursor = open_body(bytes)?;
    match cursor.take()? {
        Markup::Start(tag) => Ok(Root {
            namespace: cursor.namespace(&tag),
            name: tag.local_name().into_inner().into(),
        }),
        Markup::End | Markup::Eof => Err(cursor.error(MalformedReason::Envelope)),
    }
}

/// Reads the message whose body root is `root` of the primitive's namespace.
pub(crate) fn decode<T: Content>(
    bytes: &[u8],
    primitive: Primitive,
    root: &'static str,
) -> Result<T, Malformed> {
    let mut cursor = open_body(bytes)?;
    cursor.begin_message();
    cursor.enter_qualified(primitive.namespace(), root)?;
    cursor.name_root(root);
    let message = T::read(&mut cursor)?;
    // The root, the body and the envelope end, and nothing follows.
    cursor.leave()?;
    for _ in 0..2 {
        if !matches!(cursor.take()?, Markup::End) {
            return Err(cursor.error(MalformedReason::Envelope));
        }
    }
    if !matches!(cursor.take()?, Markup::Eof) {
        return Err(cursor.error(MalformedReason::Envelope));
    }
    Ok(message)
}

/// A whole envelope with what `write` puts into the root.
pub(crate) fn envelope(
    primitive: Primitive,
    root: &'static str,
    write: impl FnOnce(&mut Writer),
) -> Vec<u8> {
    let mut out = Writer::new();
    out.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\"");
    out.markup(ENVELOPE_NAMESPACE);
    out.markup("\" xmlns:tns=\"");
    out.markup(primitive.namespace());
    out.markup("\"><soapenv:Header/><soapenv:Body><tns:");
    out.markup(root);
    out.markup(">");
    write(&mut out);
    out.markup("</tns:");
    out.markup(root);
    out.markup("></soapenv:Body></soapenv:Envelope>");
    out.finish()
}

/// A cursor before the body's root.
fn open_body(bytes: &[u8]) -> Result<Cursor<'_>, Malformed> {
    let mut cursor = Cursor::new(bytes)?;
    cursor.enter_qualified(ENVELOPE_NAMESPACE, "Envelope")?;
    let has_header = match cursor.peek()? {
        Markup::Start(tag) => tag.local_name().into_inner() == "Header",
        Markup::End | Markup::Eof => false,
    };
    if has_header {
        cursor.enter_qualified(ENVELOPE_NAMESPACE, "Header")?;
        cursor.skip()?;
    }
    cursor.enter_qualified(ENVELOPE_NAMESPACE, "Body")?;
    Ok(cursor)
}
