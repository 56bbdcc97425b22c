use http::StatusCode;
use leptos::prelude::*;

use crate::backoffice::address;
use crate::backoffice::menu::name;
use crate::backoffice::visit::Visit;
use crate::document::window_title;
use crate::i18n::td_string;
use crate::ui::{Button, ButtonKind, Spot, SpotDrawing};

/// What a person without any role sees, whatever was asked for.
#[component]
pub(in crate::backoffice) fn NoRolePage(
    /// The request of such a person.
    visit: Visit,
) -> impl IntoView {
    visit.response.set_status(StatusCode::FORBIDDEN);
    let locale = visit.locale;
    let title = td_string!(locale, backoffice.no_role.title);
    let person = visit.session().map(|session| name(&session.person));
    let text = td_string!(
        locale,
        backoffice.no_role.text,
        person = person.unwrap_or_default()
    )
    .to_string();
    view! {
        <leptos_meta::Title text=window_title(title, td_string!(locale, backoffice.product), locale) />
        <div class="corridor outcome">
            <SpotDrawing spot=Spot::Refused />
            <h1 class="outcome-title">{title}</h1>
            <p class="outcome-text">{text}</p>
            <ul class="no-role-ways">
                <li>{td_string!(locale, backoffice.no_role.creditor)}</li>
                <li>{td_string!(locale, backoffice.no_role.psp)}</li>
                <li>{td_string!(locale, backoffice.no_role.citizen)}</li>
            </ul>
            <form method="post" action=address::LOGOUT_ACTION>
                <Button kind=ButtonKind::Primary>{td_string!(locale, backoffice.sign_out)}</Button>
            </form>
        </div>
    }
}
