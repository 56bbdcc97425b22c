use quick_xml::events::Event;
use quick_xml::{Reader, Writer};

/// The longest message that is formatted; a longer one is cut, and downloaded to be seen whole.
const SHOWN_BYTES_MAX: usize = 256 * 1024;
const INDENT: usize = 2;

/// The language of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// SOAP messages.
    Xml,
    /// REST messages.
    Json,
}

/// A piece of a formatted message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its characters.
    pub text: String,
}

/// What a piece of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An element's tag or a key.
    Name,
    /// A value.
    Value,
    /// Brackets, commas and white space.
    Mark,
}

/// The message with one element or key on each line. What is not well formed is left as it is.
#[must_use]
pub fn pretty(language: Language, message: &str) -> Vec<Token> {
    let end = message.floor_char_boundary(SHOWN_BYTES_MAX);
    let shown = message.get(..end).unwrap_or_default();
    match language {
        Language::Xml => xml_tokens(&indent_xml(shown).unwrap_or_else(|| shown.into())),
        Language::Json => json_tokens(&indent_json(shown)),
    }
}

/// `None` if the message is not well formed.
fn indent_xml(message: &str) -> Option<String> {
    let mut reader = Reader::from_str(message);
    reader.config_mut().trim_text(true);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', INDENT);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => break,
            event => writer.write_event(event).ok()?,
        }
    }
    String::from_utf8(writer.into_inner()).ok()
}

fn xml_tokens(message: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = message;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        push(&mut tokens, TokenKind::Value, before);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        push(&mut tokens, TokenKind::Name, tag);
        rest = after;
    }
    push(&mut tokens, TokenKind::Value, rest);
    tokens
}

/// Puts line breaks between the values, and never touches what stands inside a string.
fn indent_json(message: &str) -> String {
    let mut out = String::with_capacity(message.len() * 2);
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut is_escaped = false;
    let mut chars = message.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', depth * INDENT));
    };
    while let Some(c) = chars.next() {
        if in_string {
            out.push(c);
            in_string = c != '"' || is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn json_tokens(message: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for line in message.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let (indent, content) = line.split_at(line.len() - trimmed.len());
        push(&mut tokens, TokenKind::Mark, indent);
        match content
            .strip_prefix('"')
            .and_then(|_| content.split_once("\": "))
        {
            Some((key, value)) => {
                push(&mut tokens, TokenKind::Name, &format!("{key}\""));
                push(&mut tokens, TokenKind::Mark, ": ");
                push(&mut tokens, TokenKind::Value, value);
            }
            None => push(&mut tokens, TokenKind::Value, content),
        }
    }
    tokens
}

fn push(tokens: &mut Vec<Token>, kind: TokenKind, text: &str) {
    if !text.is_empty() {
        tokens.push(Token {
            kind,
            text: text.into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(language: Language, message: &str) -> String {
        pretty(language, message)
            .into_iter()
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn xml_gets_one_element_on_each_line() {
        assert_eq!(
            text(Language::Xml, "<a><b>1</b><c x=\"&lt;\"/></a>"),
            "<a>\n  <b>1</b>\n  <c x=\"&lt;\"/>\n</a>"
        );
    }

    #[test]
    fn a_broken_message_is_shown_as_it_came() {
        assert_eq!(text(Language::Xml, "<a><b></a>"), "<a><b></a>");
        assert_eq!(text(Language::Xml, "not xml"), "not xml");
    }

    #[test]
    fn json_gets_one_key_on_each_line_and_strings_stay_whole() {
        assert_eq!(
            text(
                Language::Json,
                r#"{"a":"x, {\"y\": 1}","b":[],"c":[1,{"d":null}]}"#
            ),
            "{\n  \"a\": \"x, {\\\"y\\\": 1}\",\n  \"b\": [],\n  \"c\": [\n    1,\n    {\n      \
             \"d\": null\n    }\n  ]\n}"
        );
    }

    #[test]
    fn keys_and_tags_are_told_from_values() {
        let tokens = pretty(Language::Json, r#"{"a":1}"#);
        assert!(tokens.contains(&Token {
            kind: TokenKind::Name,
            text: "\"a\"".into()
        }));
        let tokens = pretty(Language::Xml, "<a>1</a>");
        assert!(tokens.contains(&Token {
            kind: TokenKind::Value,
            text: "1".into()
        }));
    }

    #[test]
    fn a_message_beyond_the_limit_is_cut() {
        let long = "x".repeat(SHOWN_BYTES_MAX + 10);
        assert_eq!(text(Language::Json, &long).len(), SHOWN_BYTES_MAX);
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_added_to_json(message in "[\\[\\]{}\",:\\\\a1 é]{0,60}") {
            let squeeze = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeeze(&text(Language::Json, &message)), squeeze(&message));
        }
    }
}
