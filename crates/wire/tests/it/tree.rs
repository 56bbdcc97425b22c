//! A small document tree, to change messages in tests and to print them.

use std::fmt::Write;

/// An element with children or text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Written after the name, as it is.
    pub(crate) attributes: String,
    pub(crate) children: Vec<Element>,
    /// Written before the children, as it is.
    pub(crate) markup: String,
}

impl Element {
    /// The body's root of an envelope; it declares its namespace itself.
    pub(crate) fn body_root(envelope: &[u8]) -> Self {
        let text = std::str::from_utf8(envelope).unwrap();
        let document = roxmltree::Document::parse(text).unwrap();
        let body = document
            .descendants()
            .find(|node| node.tag_name().name() == "Body")
            .unwrap();
        let root = body.first_element_child().unwrap();
        let mut element = Self::from_node(root);
        element.name = format!("tns:{}", element.name);
        element.attributes = format!(
            " xmlns:tns=\"{}\"",
            root.tag_name().namespace().unwrap_or_default()
        );
        element
    }

    fn from_node(node: roxmltree::Node<'_, '_>) -> Self {
        let children: Vec<Self> = node
            .children()
            .filter(roxmltree::Node::is_element)
            .map(Self::from_node)
            .collect();
        let text = if children.is_empty() {
            node.text().unwrap_or_default()
        } else {
            ""
        };
        Self {
            name: node.tag_name().name().into(),
            attributes: String::new(),
            children,
            markup: escape(text),
        }
    }

    /// A document with this element as its root.
    pub(crate) fn document(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// An envelope around this element.
    pub(crate) fn envelope(&self) -> Vec<u8> {
        format!(
            "<s:Envelope xmlns:s=\"{}\"><s:Body>{}</s:Body></s:Envelope>",
            wire::soap::ENVELOPE_NAMESPACE,
            self.document()
        )
        .into_bytes()
    }

    /// The element in lines with indentation.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out
    }

    fn write(&self, out: &mut String, indent: Option<usize>) {
        let space = |depth: usize| "  ".repeat(depth);
        if let Some(depth) = indent {
            out.push_str(&space(depth));
        }
        write!(out, "<{}{}>{}", self.name, self.attributes, self.markup).unwrap();
        if let (Some(_), false) = (indent, self.children.is_empty()) {
            out.push('\n');
        }
        for child in &self.children {
            child.write(out, indent.map(|depth| depth + 1));
        }
        if let (Some(depth), false) = (indent, self.children.is_empty()) {
            out.push_str(&space(depth));
        }
        write!(out, "</{}>", self.name).unwrap();
        if indent.is_some() {
            out.push('\n');
        }
    }

    /// The places of all elements, the root's first; a place is the indices on the way down.
    pub(crate) fn places(&self) -> Vec<Vec<usize>> {
        let mut places = vec![vec![]];
        let mut next = 0;
        while let Some(place) = places.get(next).cloned() {
            for index in 0..self.at(&place).children.len() {
                let mut child = place.clone();
                child.push(index);
                places.push(child);
            }
            next += 1;
        }
        places
    }

    /// The element at a place.
    pub(crate) fn at(&self, place: &[usize]) -> &Self {
        place
            .iter()
            .fold(self, |element, index| &element.children[*index])
    }

    /// A copy in which the element at a place has been changed.
    pub(crate) fn changed(&self, place: &[usize], change: impl FnOnce(&mut Self)) -> Self {
        let mut copy = self.clone();
        let mut element = &mut copy;
        for index in place {
            element = &mut element.children[*index];
        }
        change(element);
        copy
    }
}

/// Text as it may stand in an element.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\r', "&#13;")
}
