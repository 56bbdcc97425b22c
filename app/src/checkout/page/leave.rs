use leptos::prelude::*;

use super::page;
use crate::checkout::corridor::Corridor;
use crate::checkout::{action, place};
use crate::i18n::{Locale, td_string};
use crate::ui::{ActionBar, Button, ButtonKind, LinkButton};

/// `/annulla`: asks before giving up, for browsers that do not open the dialog.
#[component]
pub(in crate::checkout) fn LeavePage() -> impl IntoView {
    page(|visit| async move {
        let journey = visit.services.checkout.journey(visit.journey()?).await?;
        let transaction = journey.transaction.map(|id| id.to_string());
        Ok(question(transaction, visit.locale))
    })
}

fn question(transaction: Option<String>, locale: Locale) -> AnyView {
    view! {
        <Corridor
            title=td_string!(locale, checkout.leave.title)
            lead=td_string!(locale, checkout.leave.text)
        >
            <form method="post" action=action::CANCEL>
                <input type="hidden" name="transaction" value=transaction />
                <ActionBar>
                    <Button kind=ButtonKind::Danger>
                        {td_string!(locale, checkout.leave.go)}
                    </Button>
                    <LinkButton kind=ButtonKind::Secondary href=place::PAY>
                        {td_string!(locale, checkout.leave.stay)}
                    </LinkButton>
                </ActionBar>
            </form>
        </Corridor>
    }
    .into_any()
}
