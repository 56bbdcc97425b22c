use domain::NoticeKey;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::page;
use crate::NotFound;
use crate::checkout::{action, place};
use crate::site::Application;

/// `/{29 digits}`: the notice of a QR code, a message or a link. Any other word is no page.
#[component]
pub(in crate::checkout) fn DeepLinkPage() -> impl IntoView {
    let rpt_id = use_params_map().with_untracked(|params| params.get("rpt_id"));
    let notice = rpt_id.and_then(|rpt_id| NoticeKey::from_rpt_id(&rpt_id).ok());
    match notice {
        None => view! { <NotFound application=Application::Checkout /> }.into_any(),
        Some(notice) => page(|visit| async move {
            let next = action::begin(&visit, notice).await?;
            place::go(&visit.response, &next);
            Ok(().into_any())
        }),
    }
}
