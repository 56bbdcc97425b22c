use leptos::prelude::*;

use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::ui::{Glyph, Icon};

/// Where the visitor may go, by role. Provided as context; without it the portal shows no menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Navigation {
    /// In the order of the menu.
    pub sections: Vec<NavigationSection>,
}

/// Links that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavigationSection {
    /// Their name.
    pub title: String,
    /// The links.
    pub links: Vec<NavigationLink>,
}

/// The way to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavigationLink {
    /// The page's name.
    pub label: String,
    /// Its address; pages below it are its children.
    pub href: String,
    /// Before the name.
    pub icon: Icon,
    /// How many things wait there for the visitor.
    pub waiting: Option<u32>,
}

/// Who the visitor is and for whom they act. Provided as context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The person's name.
    pub person: String,
    /// The institution or provider that they act for.
    pub party: String,
    /// The address of the page where another party can be chosen.
    pub switch_href: String,
    /// The address that the sign-out form posts to.
    pub sign_out_action: String,
}

/// The menu, with the present page marked. On phones the button in the head opens it.
#[component]
pub(super) fn SideNavigation(
    /// Where the visitor may go.
    navigation: Navigation,
) -> impl IntoView {
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri);
    let here = path.as_ref().map_or("", http::Uri::path).to_owned();
    let present = present_page(&navigation, &here);
    let sections = navigation
        .sections
        .into_iter()
        .map(|NavigationSection { title, links }| {
            let links = links
                .into_iter()
                .map(|link| link_view(link, present.as_ref()))
                .collect_view();
            view! {
                <li class="side-section">
                    <p class="side-title">{title}</p>
                    <ul>{links}</ul>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav
            class="side"
            id="navigation"
            popover="auto"
            aria-label=td_string!(use_locale(), backoffice.navigation)
        >
            <ul>{sections}</ul>
        </nav>
    }
}

/// The most precise address that the present path lies at or below.
fn present_page(navigation: &Navigation, here: &str) -> Option<String> {
    let lies_below = |href: &str| {
        here.strip_prefix(href)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    navigation
        .sections
        .iter()
        .flat_map(|section| &section.links)
        .map(|link| &link.href)
        .filter(|href| lies_below(href))
        .max_by_key(|href| href.len())
        .cloned()
}

fn link_view(link: NavigationLink, present: Option<&String>) -> impl IntoView + use<> {
    let NavigationLink {
        label,
        href,
        icon,
        waiting,
    } = link;
    let is_present = present == Some(&href);
    view! {
        <li>
            <a class="side-link" href=href aria-current=is_present.then_some("page")>
                <Glyph icon />
                <span>{label}</span>
                {waiting.map(|count| view! { <span class="side-count">{count}</span> })}
            </a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_precise_page_is_the_present_one() {
        let link = |href: &str| NavigationLink {
            label: href.into(),
            href: href.into(),
            icon: Icon::Home,
            waiting: None,
        };
        let links = vec![link("/backoffice"), link("/backoffice/stations")];
        let section = NavigationSection {
            title: "x".into(),
            links,
        };
        let navigation = Navigation {
            sections: vec![section],
        };
        for (here, page) in [
            ("/backoffice", Some("/backoffice")),
            ("/backoffice/stations/1", Some("/backoffice/stations")),
            ("/backoffice/stationsx", Some("/backoffice")),
            ("/", None),
        ] {
            assert_eq!(present_page(&navigation, here).as_deref(), page, "{here}");
        }
    }
}
