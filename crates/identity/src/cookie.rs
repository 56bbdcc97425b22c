use crate::SecretToken;
use crate::pending_login::PENDING_LOGIN_LIFETIME_MIN;

/// The two cookies of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// Ties a login to the browser that began it; short-lived.
    Login,
    /// Carries the session; ends with the browser, and earlier at the server.
    Session,
}

/// How cookies are named and set.
///
/// `SameSite` is `Lax`, not `Strict`: the provider's callback and the redirect after it are
/// cross-site navigations, and a strict cookie would be missing on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookiePolicy {
    /// Served over https: `__Host-` names and `Secure`.
    Https,
    /// The sandbox on loopback http, where browsers refuse `__Host-` names.
    Sandbox,
}

impl CookiePolicy {
    /// The cookie's name.
    #[must_use]
    pub const fn name(self, cookie: Cookie) -> &'static str {
        match (self, cookie) {
            (Self::Https, Cookie::Login) => "__Host-nodo-login",
            (Self::Https, Cookie::Session) => "__Host-nodo-session",
            (Self::Sandbox, Cookie::Login) => "nodo-login",
            (Self::Sandbox, Cookie::Session) => "nodo-session",
        }
    }

    /// The value of the `Set-Cookie` header that sets it.
    #[must_use]
    pub fn set(self, cookie: Cookie, value: &SecretToken) -> String {
        let name = self.name(cookie);
        let lifetime = match cookie {
            Cookie::Login => format!("; Max-Age={}", PENDING_LOGIN_LIFETIME_MIN * 60),
            Cookie::Session => String::new(),
        };
        format!("{name}={}{lifetime}{}", value.expose(), self.attributes())
    }

    /// The value of the `Set-Cookie` header that removes it.
    #[must_use]
    pub fn clear(self, cookie: Cookie) -> String {
        let name = self.name(cookie);
        format!("{name}=; Max-Age=0{}", self.attributes())
    }

    const fn attributes(self) -> &'static str {
        match self {
            Self::Https => "; Path=/; HttpOnly; SameSite=Lax; Secure",
            Self::Sandbox => "; Path=/; HttpOnly; SameSite=Lax",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_over_https_are_bound_to_the_host() {
        let value = SecretToken::parse(&"a".repeat(64)).unwrap();
        assert_eq!(
            CookiePolicy::Https.set(Cookie::Session, &value),
            format!(
                "__Host-nodo-session={}; Path=/; HttpOnly; SameSite=Lax; Secure",
                "a".repeat(64)
            )
        );
        assert_eq!(
            CookiePolicy::Sandbox.set(Cookie::Login, &value),
            format!(
                "nodo-login={}; Max-Age=600; Path=/; HttpOnly; SameSite=Lax",
                "a".repeat(64)
            )
        );
        assert_eq!(
            CookiePolicy::Https.clear(Cookie::Login),
            "__Host-nodo-login=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
