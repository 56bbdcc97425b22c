/// Masks a code for logs and screens: the first `keep` characters stay, the others become `*`.
#[must_use]
pub fn mask(value: &str, keep: usize) -> String {
    value
        .chars()
        .enumerate()
        .map(|(index, c)| if index < keep { c } else { '*' })
        .collect()
}

/// Masks an e-mail address: `m***@example.org`.
#[must_use]
pub fn mask_email(address: &str) -> String {
    match address.split_once('@') {
        Some((user, host)) => {
            let first = user.chars().next().map(String::from).unwrap_or_default();
            format!("{first}***@{host}")
        }
        None => "***".into(),
    }
}

/// Serde, `Display`, `FromStr` and `TryFrom` for a newtype over `String` with a `parse` function.
macro_rules! string_value {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = crate::Invalid;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Self::parse(value)
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::Invalid;

            fn try_from(value: String) -> Result<Self, Self::Error> {
                Self::parse(&value)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl $name {
            /// The value as it travels in messages.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}
pub(crate) use string_value;
