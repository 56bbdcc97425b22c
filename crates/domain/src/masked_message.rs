/// An XML message as the journal may keep it: what stands in its `password` elements is replaced.
/// A message that is not UTF-8 is not kept, because nothing can be found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedMessage(Vec<u8>);

const MASK: &str = "********";

impl MaskedMessage {
    /// Masks a message, well-formed or not.
    #[must_use]
    pub fn new(message: &[u8]) -> Self {
        let Ok(mut rest) = std::str::from_utf8(message) else {
            return Self(Vec::new());
        };
        let mut kept = String::with_capacity(rest.len());
        // Also inside comments and CDATA, where a parser would see no element.
        while let Some((before, from)) = rest.split_once('<') {
            kept.push_str(before);
            kept.push('<');
            rest = from;
            let Some((name, tag, after)) = password_tag(from) else {
                continue;
            };
            kept.push_str(tag);
            kept.push_str(MASK);
            // Without an end tag everything that follows may be the password.
            let end = after.find(&format!("</{name}")).unwrap_or(after.len());
            rest = after.get(end..).unwrap_or_default();
        }
        kept.push_str(rest);
        Self(kept.into_bytes())
    }

    /// The message.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// The qualified name of a start tag whose local name is `password`, the tag itself, and what
/// follows it. `text` begins after the `<`.
fn password_tag(text: &str) -> Option<(&str, &str, &str)> {
    let end_of_name = text.find(|c: char| c.is_whitespace() || "<>/".contains(c))?;
    let name = text.get(..end_of_name)?;
    let local = name.rsplit(':').next()?;
    if !local.eq_ignore_ascii_case("password") {
        return None;
    }
    let (tag, after) = text.split_at_checked(text.find('>')? + 1)?;
    // In quotes, `/>` may be anything.
    let is_empty = tag.ends_with("/>") && !tag.contains(['"', '\'']);
    (!is_empty).then_some((name, tag, after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_context_lets_a_password_through(
            before in "[<>/!a\"' :-]{0,8}(<p:password|<password|</password)?[<>/ \"']{0,3}",
            prefix in "(p:)?",
            after in ".{0,20}",
        ) {
            let message = format!("{before}<{prefix}password>s3cr3t-pw</{prefix}password>{after}");
            prop_assert!(!masked(&message).contains("s3cr3t-pw"), "{message}");
        }
    }

    fn masked(message: &str) -> String {
        String::from_utf8(MaskedMessage::new(message.as_bytes()).into_bytes()).unwrap()
    }

    #[test]
    fn passwords_do_not_survive_in_any_spelling() {
        for (message, expected) in [
            (
                "<a><password>pw</password></a>",
                "<a><password>********</password></a>",
            ),
            (
                "<n:password x=\"1\">pw</n:password>",
                "<n:password x=\"1\">********</n:password>",
            ),
            (
                "<password ><![CDATA[p>w]]></password>",
                "<password >********</password>",
            ),
            ("<password>pw", "<password>********"),
            (
                "<password>p</x>w</password >!",
                "<password>********</password >!",
            ),
            ("<Password>pw</Password>", "<Password>********</Password>"),
            (
                "<!--<password>pw</password>-->",
                "<!--<password>********</password>-->",
            ),
            (
                "<password a=\"/>\">pw</password>",
                "<password a=\"/>********</password>",
            ),
            ("<password/><b>1</b>", "<password/><b>1</b>"),
            ("<passwords>pw</passwords>", "<passwords>pw</passwords>"),
            ("a < b", "a < b"),
        ] {
            assert_eq!(masked(message), expected);
        }
    }

    #[test]
    fn what_is_not_text_is_not_kept() {
        assert_eq!(MaskedMessage::new(b"<a>\xff</a>").into_bytes(), b"");
    }
}
