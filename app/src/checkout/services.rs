use std::sync::Arc;

use ::checkout::{Checkout, CheckoutError, JourneySecret, Language, Step};
use domain::Clock;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use url::Url;

use super::cookie;
use crate::i18n::Locale;
use crate::locale::use_locale;

/// What the pages of Checkout work with.
#[derive(Clone)]
pub struct Services {
    /// The citizen's payment.
    pub checkout: Checkout,
    /// The present instant, for the time that is left.
    pub clock: Arc<dyn Clock>,
    /// How the journey's cookie is kept.
    pub cookies: CookiePolicy,
    /// The gateway's script for hosted card fields; without one, cards are typed on the gateway's
    /// own page.
    pub gateway_script: Option<Url>,
    /// Origin of the pages, without a slash at the end, for links that are copied.
    pub origin: String,
}

/// How browsers keep the journey's cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookiePolicy {
    /// Over TLS only, for this host only (`__Host-`).
    Secure,
    /// Over plain HTTP too: for the loopback address.
    Plain,
}

/// The request that is being answered.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) services: Services,
    pub(super) locale: Locale,
    pub(super) response: ResponseOptions,
    /// The journey's cookie, if there is a legible one.
    pub(super) secret: Option<JourneySecret>,
}

impl Visit {
    /// The request, if the router has provided what pages need.
    pub(super) fn current() -> Option<Self> {
        let services = use_context::<Services>()?;
        let secret = cookie::journey(services.cookies);
        Some(Self {
            locale: use_locale(),
            response: use_context()?,
            secret,
            services,
        })
    }

    /// The journey that the browser is on.
    pub(super) fn journey(&self) -> Result<&JourneySecret, CheckoutError> {
        self.secret
            .as_ref()
            .ok_or(CheckoutError::NotYet(Step::Notice))
    }

    /// The language, as the service knows it.
    pub(super) const fn language(&self) -> Language {
        match self.locale {
            Locale::it => Language::It,
            Locale::en => Language::En,
        }
    }
}
