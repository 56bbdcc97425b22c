use std::future::Future;
use std::sync::Arc;

use http::StatusCode;
use http::request::Parts;
use identity::{Cookie, Membership, SecretToken, Session};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use node::Audience;

use super::address;
use super::admission::{self, Visitor};
use super::audience::audience;
use super::page::broken;
use super::services::Services;
use crate::NotFound;
use crate::i18n::Locale;
use crate::locale::use_locale;
use crate::site::Application;

/// The request that is being answered.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) services: Services,
    pub(super) locale: Locale,
    pub(super) response: ResponseOptions,
    pub(super) visitor: Visitor,
    parts: Arc<Parts>,
}

/// Why a page has nothing to show.
#[derive(Debug)]
pub(super) enum PageError {
    /// There is no such thing, or the visitor may not know of it.
    NotFound,
    /// The store failed.
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

impl From<node::StoreError> for PageError {
    fn from(error: node::StoreError) -> Self {
        Self::Broken(Box::new(error))
    }
}

impl Visit {
    /// The request, if the router has provided what pages need.
    pub(super) fn current() -> Option<Self> {
        let parts = use_context::<Parts>()?;
        Some(Self {
            services: use_context()?,
            locale: use_locale(),
            response: use_context()?,
            visitor: parts.extensions.get::<Visitor>()?.clone(),
            parts: Arc::new(parts),
        })
    }

    /// The session, of a person who is logged in.
    pub(super) fn session(&self) -> Option<&Session> {
        match &self.visitor {
            Visitor::Person(session) => Some(session),
            Visitor::Stranger | Visitor::Unknown => None,
        }
    }

    /// For whom the person acts.
    pub(super) fn acting(&self) -> Option<&Membership> {
        self.session()?.acting()
    }

    /// Whose payments the person sees.
    pub(super) fn audience(&self) -> Result<Audience, PageError> {
        let membership = self.acting().ok_or(PageError::NotFound)?;
        Ok(audience(membership, &self.services.registry.snapshot()))
    }

    /// One of our cookies.
    pub(super) fn cookie(&self, cookie: Cookie) -> Option<SecretToken> {
        admission::cookie(&self.parts.headers, &self.services, cookie)
    }

    /// The question mark's part of the address.
    pub(super) fn query(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// The address.
    pub(super) fn address(&self) -> String {
        let path = self.parts.uri.path_and_query();
        address::return_page(path.map(http::uri::PathAndQuery::as_str))
    }

    /// Whether the page is for everybody.
    pub(super) fn is_public(&self) -> bool {
        address::is_public(self.parts.uri.path())
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        admission::parameter(&self.parts.uri, name)
    }
}

/// A page that is rendered once its data are there.
pub(super) fn page<F, T>(load: F) -> AnyView
where
    F: FnOnce(Visit) -> T,
    T: Future<Output = Result<AnyView, PageError>> + Send + 'static,
{
    let Some(visit) = Visit::current() else {
        if let Some(response) = use_context::<ResponseOptions>() {
            response.set_status(StatusCode::SERVICE_UNAVAILABLE);
        }
        return ().into_any();
    };
    let loaded = load(visit.clone());
    Suspend::new(async move {
        match loaded.await {
            Ok(view) => view,
            Err(PageError::NotFound) => {
                view! { <NotFound application=Application::Backoffice /> }.into_any()
            }
            Err(PageError::Broken(error)) => broken(&visit, Some(&*error)),
        }
    })
    .into_any()
}
