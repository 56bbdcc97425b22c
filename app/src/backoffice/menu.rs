use identity::{Access, Membership, PartyKind, Person, Role, Session};

use super::address;
use super::navigation::{Navigation, NavigationLink, NavigationSection, SignedIn};
use crate::i18n::{Locale, td_string};
use crate::ui::Icon;

/// Where a person may go while acting for a party. A page that is not for everybody joins its
/// condition here.
pub(super) fn menu(_acting: &Membership, locale: Locale) -> Navigation {
    let link = |label: &str, href: &str, icon| NavigationLink {
        label: label.into(),
        href: href.into(),
        icon,
        waiting: None,
    };
    Navigation {
        sections: vec![NavigationSection {
            title: td_string!(locale, backoffice.menu_work).into(),
            links: vec![
                link(
                    td_string!(locale, backoffice.home),
                    address::BASE,
                    Icon::Home,
                ),
                link(
                    td_string!(locale, backoffice.payments.title),
                    address::PAYMENTS,
                    Icon::Receipt,
                ),
            ],
        }],
    }
}

/// Who stands in the head of every page.
pub(super) fn signed_in(session: &Session, locale: Locale) -> SignedIn {
    let party = match &session.access {
        Access::Acting { membership, .. } => membership.party.name.clone(),
        Access::Undecided(_) => td_string!(locale, backoffice.party.choose).to_owned(),
        Access::NoRole => td_string!(locale, backoffice.party.none).to_owned(),
    };
    SignedIn {
        person: name(&session.person),
        party,
        switch_href: address::PARTY.into(),
        sign_out_action: address::LOGOUT_ACTION.into(),
    }
}

/// Given name, then family name.
pub(super) fn name(person: &Person) -> String {
    format!(
        "{} {}",
        person.given_name.as_str(),
        person.family_name.as_str()
    )
}

/// A role in words.
pub(super) fn role_name(role: Role, locale: Locale) -> &'static str {
    match role {
        Role::Administrator => td_string!(locale, backoffice.party.administrator),
        Role::Operator => td_string!(locale, backoffice.party.operator),
    }
}

/// A kind of party in words.
pub(super) fn kind_name(kind: PartyKind, locale: Locale) -> &'static str {
    match kind {
        PartyKind::CreditorInstitution => td_string!(locale, backoffice.party.creditor),
        PartyKind::Psp => td_string!(locale, backoffice.party.psp),
        PartyKind::TechnologyPartner => td_string!(locale, backoffice.party.partner),
        PartyKind::PlatformOperator => td_string!(locale, backoffice.party.platform),
    }
}
