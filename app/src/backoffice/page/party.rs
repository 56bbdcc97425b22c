use http::StatusCode;
use identity::{Access, Membership};
use leptos::prelude::*;

use crate::backoffice::address;
use crate::backoffice::desk::Desk;
use crate::backoffice::menu::{kind_name, role_name};
use crate::backoffice::visit::{PageError, page};
use crate::i18n::{Locale, td_string};
use crate::ui::{Badge, Glyph, Icon, Tone};

/// `/backoffice/ente`: for whom the person acts, with the others to change to.
#[component]
pub(in crate::backoffice) fn PartyPage() -> impl IntoView {
    page(|visit| {
        let return_to = address::return_page(visit.parameter(address::RETURN).as_deref());
        let access = visit.session().map(|session| session.access.clone());
        async move {
            let (present, others) = match access {
                Some(Access::Acting { membership, others }) => (Some(membership), others),
                Some(Access::Undecided(all)) => (None, all),
                Some(Access::NoRole) | None => {
                    visit.response.set_status(StatusCode::FORBIDDEN);
                    return Err(PageError::NotFound);
                }
            };
            Ok(party_view(present, others, &return_to, visit.locale))
        }
    })
}

fn party_view(
    present: Option<Membership>,
    others: Vec<Membership>,
    return_to: &str,
    locale: Locale,
) -> AnyView {
    let return_to = return_to.to_owned();
    let lead = if others.is_empty() {
        td_string!(locale, backoffice.party.only)
    } else {
        td_string!(locale, backoffice.party.lead)
    };
    let present = present.map(|membership| {
        let words = party_words(&membership, locale);
        view! {
            <li class="party party-present">
                {words}
                <Badge tone=Tone::Success label=td_string!(locale, backoffice.party.present) />
            </li>
        }
    });
    let others = others
        .into_iter()
        .map(|membership| {
            let words = party_words(&membership, locale);
            let id = membership.party.id.to_string();
            view! {
                <li>
                    <button class="party" type="submit" name="party" value=id>
                        {words}
                        <Glyph icon=Icon::ChevronRight />
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <Desk title=td_string!(locale, backoffice.party.title) lead=lead>
            <form method="post" action=address::CHOOSE_PARTY_ACTION>
                <input type="hidden" name="return_to" value=return_to />
                <ul class="parties">{present} {others}</ul>
            </form>
        </Desk>
    }
    .into_any()
}

fn party_words(membership: &Membership, locale: Locale) -> impl IntoView + use<> {
    let party = &membership.party;
    let facts = format!(
        "{} · {} · {}",
        kind_name(party.kind, locale),
        party.fiscal_code,
        role_name(membership.role, locale)
    );
    let name = party.name.clone();
    view! {
        <Glyph icon=Icon::Building />
        <span class="party-words">
            <span class="party-name">{name}</span>
            <span class="party-facts">{facts}</span>
        </span>
    }
}
