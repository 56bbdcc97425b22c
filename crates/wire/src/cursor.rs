//! The reader: a pull cursor over the XML events, with which the code of a message reads like the
//! `xs:sequence` of its schema. No tree is built.

use std::borrow::Cow;

use domain::Invalid;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use crate::content::Content;
use crate::{Malformed, MalformedReason};

/// The largest document that is read: 1 MiB.
pub const DOCUMENT_BYTES_MAX: usize = 1024 * 1024;
/// How deep elements may be nested.
pub const DEPTH_MAX: usize = 64;
/// How many elements a document may have.
pub const ELEMENTS_MAX: usize = 100_000;
/// How many attributes an element may have, and how many namespaces may be in scope.
pub const ATTRIBUTES_MAX: usize = 32;

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A position in a document.
pub(crate) struct Cursor<'i> {
    reader: NsReader<&'i [u8]>,
    /// The next markup, when it has been looked at and not taken.
    peeked: Option<Markup<'i>>,
    /// The names of the open elements of the message.
    path: Vec<&'static str>,
    depth: usize,
    elements: usize,
    /// Whether the message's own elements are being read: they have no attributes.
    in_message: bool,
}

/// What an element contains, apart from text.
pub(crate) enum Markup<'i> {
    Start(BytesStart<'i>),
    End,
    Eof,
}

impl<'i> Cursor<'i> {
    /// Starts before the first element. The document must be UTF-8, of characters that XML
    /// permits.
    pub(crate) fn new(bytes: &'i [u8]) -> Result<Self, Malformed> {
        let refuse = |reason| Err(Malformed::new("document", reason));
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return refuse(MalformedReason::TooLarge(DOCUMENT_BYTES_MAX));
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return refuse(MalformedReason::Encoding);
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if has_forbidden_characters(text) {
            return refuse(MalformedReason::NotWellFormed);
        }
        let mut reader = NsReader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        reader
            .resolver_mut()
            .set_max_namespace_bindings(ATTRIBUTES_MAX);
        Ok(Self {
            reader,
            peeked: None,
            path: Vec::new(),
            depth: 0,
            elements: 0,
            in_message: false,
        })
    }

    /// An error at the element that is being read.
    pub(crate) fn error(&self, reason: MalformedReason) -> Malformed {
        let what = if self.path.is_empty() {
            "envelope".into()
        } else {
            self.path.join("/")
        };
        Malformed::new(what, reason)
    }

    /// The element `name`, which must be next.
    pub(crate) fn child<T: Content>(&mut self, name: &'static str) -> Result<T, Malformed> {
        match self.optional(name)? {
            Some(value) => Ok(value),
            None => Err(self.missing(name)),
        }
    }

    /// The element `name`, if it is next.
    pub(crate) fn optional<T: Content>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, Malformed> {
        if !self.enter(name)? {
            return Ok(None);
        }
        let value = T::read(self)?;
        self.leave()?;
        Ok(Some(value))
    }

    /// The element `wrapper`, which must be next, with 1 to `max` elements `name` inside.
    pub(crate) fn list<T: Content>(
        &mut self,
        wrapper: &'static str,
        name: &'static str,
        max: usize,
    ) -> Result<Vec<T>, Malformed> {
        let values = self.optional_list(wrapper, name, max)?;
        if values.is_empty() {
            return Err(self.missing(wrapper));
        }
        Ok(values)
    }

    /// The element `wrapper`, if it is next, with 1 to `max` elements `name` inside.
    pub(crate) fn optional_list<T: Content>(
        &mut self,
        wrapper: &'static str,
        name: &'static str,
        max: usize,
    ) -> Result<Vec<T>, Malformed> {
        let mut values = Vec::new();
        if !self.enter(wrapper)? {
            return Ok(values);
        }
        values.push(self.child(name)?);
        while let Some(value) = self.optional(name)? {
            if values.len() == max {
                return Err(self.error(MalformedReason::TooMany(max)));
            }
            values.push(value);
        }
        self.leave()?;
        Ok(values)
    }

    /// The text of the element that has been entered, as `parse` reads it.
    pub(crate) fn simple<T>(
        &mut self,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<T, Malformed> {
        let text = self.text()?;
        parse(&text).map_err(|invalid| self.error(invalid.into()))
    }

    /// Enters the element `name` if it is next.
    pub(crate) fn enter(&mut self, name: &'static str) -> Result<bool, Malformed> {
        let is_next = match self.peek()? {
            Markup::Start(tag) => tag.name().into_inner() == name,
            Markup::End | Markup::Eof => false,
        };
        if !is_next {
            return Ok(false);
        }
        let is_unqualified = match &self.peeked {
            Some(Markup::Start(tag)) => matches!(
                self.reader.resolver().resolve_element(tag.name()),
                (ResolveResult::Unbound, _)
            ),
            _ => false,
        };
        self.peeked = None;
        self.path.push(name);
        if is_unqualified {
            Ok(true)
        } else {
            Err(self.error(MalformedReason::Namespace))
        }
    }

    /// Leaves the element that was entered last; nothing more may be in it.
    pub(crate) fn leave(&mut self) -> Result<(), Malformed> {
        match self.take()? {
            Markup::End => {
                self.path.pop();
                Ok(())
            }
            Markup::Start(tag) => Err(self.error(MalformedReason::unexpected(tag.name().0))),
            Markup::Eof => Err(self.error(MalformedReason::NotWellFormed)),
        }
    }

    /// Takes the start of the next element, which must be `name` of `namespace`.
    pub(crate) fn enter_qualified(
        &mut self,
        namespace: &str,
        name: &'static str,
    ) -> Result<(), Malformed> {
        let Markup::Start(tag) = self.take()? else {
            return Err(self.error(MalformedReason::Envelope));
        };
        if tag.local_name().into_inner() != name {
            return Err(self.error(MalformedReason::unexpected(tag.local_name().into_inner())));
        }
        if !self.is_in(&tag, namespace) {
            return Err(Malformed::new(name, MalformedReason::Namespace));
        }
        Ok(())
    }

    /// From here on elements belong to the message.
    pub(crate) fn begin_message(&mut self) {
        self.in_message = true;
    }

    /// From here on errors name elements, beginning with the root.
    pub(crate) fn name_root(&mut self, root: &'static str) {
        self.path.push(root);
    }

    /// Whether `tag` is in `namespace`.
    pub(crate) fn is_in(&self, tag: &BytesStart<'_>, namespace: &str) -> bool {
        self.namespace(tag).as_deref() == Some(namespace)
    }

    /// The namespace of `tag`.
    pub(crate) fn namespace(&self, tag: &BytesStart<'_>) -> Option<String> {
        match self.reader.resolver().resolve_element(tag.name()).0 {
            ResolveResult::Bound(Namespace(bound)) => Some(bound.into()),
            ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
        }
    }

    /// Skips the rest of the element that was taken last.
    pub(crate) fn skip(&mut self) -> Result<(), Malformed> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if matches!(self.event()?, Event::Eof) {
                return Err(self.error(MalformedReason::NotWellFormed));
            }
        }
        Ok(())
    }

    /// The next markup, which stays next.
    pub(crate) fn peek(&mut self) -> Result<&Markup<'i>, Malformed> {
        let markup = self.take()?;
        Ok(self.peeked.insert(markup))
    }

    /// The next markup; only white space may be before it.
    pub(crate) fn take(&mut self) -> Result<Markup<'i>, Malformed> {
        if let Some(markup) = self.peeked.take() {
            return Ok(markup);
        }
        loop {
            match self.event()? {
                Event::Start(tag) => return Ok(Markup::Start(tag)),
                Event::End(_) => return Ok(Markup::End),
                Event::Eof => return Ok(Markup::Eof),
                Event::Text(text) if text.bytes().all(is_space) => {}
                Event::GeneralRef(reference)
                    if u8::try_from(self.character(&reference)?).is_ok_and(is_space) => {}
                _ => return Err(self.error(MalformedReason::Text)),
            }
        }
    }

    fn missing(&self, name: &'static str) -> Malformed {
        let found_elsewhere = match &self.peeked {
            // The right name under a prefix: the mistake is the namespace.
            Some(Markup::Start(tag)) => tag.local_name().into_inner() == name,
            _ => false,
        };
        let reason = if found_elsewhere {
            MalformedReason::Namespace
        } else {
            MalformedReason::Missing
        };
        let mut what = self.path.join("/");
        what.push('/');
        what.push_str(name);
        Malformed::new(what, reason)
    }

    /// The text up to the end of the element, which stays next.
    fn text(&mut self) -> Result<Cow<'i, str>, Malformed> {
        let mut text: Cow<'i, str> = Cow::Borrowed("");
        loop {
            let part = match self.event()? {
                Event::Text(part) => part.xml10_content(),
                Event::CData(part) => part.xml10_content(),
                Event::GeneralRef(reference) => {
                    let c = self.character(&reference)?;
                    text.to_mut().push(c);
                    continue;
                }
                Event::End(_) => {
                    self.peeked = Some(Markup::End);
                    return Ok(text);
                }
                Event::Start(_) => return Err(self.error(MalformedReason::NotAValue)),
                _ => return Err(self.error(MalformedReason::NotWellFormed)),
            };
            if text.is_empty() {
                text = part;
            } else {
                text.to_mut().push_str(&part);
            }
        }
    }

    /// The character of a reference: a number or one of the five entities of XML.
    fn character(&self, reference: &BytesRef<'_>) -> Result<char, Malformed> {
        let c = match reference.resolve_char_ref() {
            Ok(Some(c)) => Some(c),
            Ok(None) => resolve_predefined_entity(reference).and_then(|text| text.chars().next()),
            Err(_) => None,
        };
        c.filter(|c| is_xml_char(*c))
            .ok_or_else(|| self.error(MalformedReason::NotWellFormed))
    }

    /// The next event that counts, with all limits checked.
    fn event(&mut self) -> Result<Event<'i>, Malformed> {
        loop {
            let is_first = self.reader.buffer_position() == 0;
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.error(reason(&error))),
            };
            match &event {
                Event::Start(tag) => self.open(tag)?,
                Event::End(_) => self.depth = self.depth.saturating_sub(1),
                Event::Comment(_) => continue,
                Event::PI(instruction) if !instruction.target().eq_ignore_ascii_case("xml") => {
                    continue;
                }
                Event::Decl(declaration) if is_first => {
                    self.check_declaration(declaration)?;
                    continue;
                }
                Event::DocType(_) => return Err(self.error(MalformedReason::Doctype)),
                Event::Text(text) if text.contains(']') && text.contains("]]>") => {
                    return Err(self.error(MalformedReason::NotWellFormed));
                }
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) | Event::Eof => {}
                Event::Empty(_) | Event::PI(_) | Event::Decl(_) => {
                    return Err(self.error(MalformedReason::NotWellFormed));
                }
            }
            return Ok(event);
        }
    }

    fn open(&mut self, tag: &BytesStart<'i>) -> Result<(), Malformed> {
        self.depth += 1;
        self.elements += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.error(MalformedReason::TooDeep(DEPTH_MAX)));
        }
        if self.elements > ELEMENTS_MAX {
            return Err(self.error(MalformedReason::TooManyElements(ELEMENTS_MAX)));
        }
        if tag.attributes_raw().trim_ascii().is_empty() {
            return Ok(());
        }
        self.check_attributes(tag)
    }

    fn check_attributes(&self, tag: &BytesStart<'i>) -> Result<(), Malformed> {
        for (index, attribute) in tag.attributes().enumerate() {
            if index == ATTRIBUTES_MAX {
                return Err(self.error(MalformedReason::TooManyAttributes(ATTRIBUTES_MAX)));
            }
            let attribute = attribute.map_err(|_| self.error(MalformedReason::NotWellFormed))?;
            if attribute.value.contains('<')
                || attribute.normalized_value(XmlVersion::Implicit1_0).is_err()
            {
                return Err(self.error(MalformedReason::NotWellFormed));
            }
            if self.in_message && attribute.key.as_namespace_binding().is_none() {
                let (namespace, local) = self.reader.resolver().resolve_attribute(attribute.key);
                let is_hint = namespace == ResolveResult::Bound(Namespace(SCHEMA_INSTANCE))
                    && matches!(
                        local.into_inner(),
                        "schemaLocation" | "noNamespaceSchemaLocation"
                    );
                if !is_hint {
                    return Err(self.error(MalformedReason::Attribute));
                }
            }
        }
        Ok(())
    }

    fn check_declaration(&self, declaration: &BytesDecl<'_>) -> Result<(), Malformed> {
        match declaration.encoding() {
            None => {}
            Some(Ok(encoding)) if encoding.eq_ignore_ascii_case("utf-8") => {}
            Some(_) => return Err(self.error(MalformedReason::Encoding)),
        }
        match declaration.version() {
            Ok(version) if version == "1.0" => Ok(()),
            _ => Err(self.error(MalformedReason::NotWellFormed)),
        }
    }
}

fn reason(error: &quick_xml::Error) -> MalformedReason {
    match error {
        quick_xml::Error::Namespace(quick_xml::name::NamespaceError::TooManyBindings(_)) => {
            MalformedReason::TooManyAttributes(ATTRIBUTES_MAX)
        }
        quick_xml::Error::Namespace(_) => MalformedReason::Namespace,
        _ => MalformedReason::NotWellFormed,
    }
}

/// XML's white space.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether there is a character that XML 1.0 forbids. It is asked of every document as a whole,
/// so it goes by blocks, which the compiler turns into vector instructions.
fn has_forbidden_characters(text: &str) -> bool {
    const BLOCK: usize = 64;
    let is_control = |byte: u8| byte < b' ' && !is_space(byte);
    let has_control = text.as_bytes().chunks(BLOCK).any(|block| {
        block
            .iter()
            .fold(false, |found, byte| found | is_control(*byte))
    });
    // U+FFFE and U+FFFF begin with this byte.
    let has_non_character =
        text.as_bytes().contains(&0xef) && text.contains(['\u{fffe}', '\u{ffff}']);
    has_control || has_non_character
}

/// Whether XML 1.0 permits the character.
pub(crate) const fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
