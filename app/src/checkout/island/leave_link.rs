use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ui::ButtonKind;

/// What the question before leaving says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveTexts {
    /// On the link.
    pub open: String,
    /// The question.
    pub question: String,
    /// What happens then.
    pub consequence: String,
    /// The way back.
    pub stay: String,
    /// The way out.
    pub leave: String,
}

/// The way out of a payment. It leads to a page that asks; with script the question comes in a
/// dialog.
#[island]
pub fn LeaveLink(
    /// The page that asks.
    page: String,
    /// Where the answer is posted.
    action: String,
    /// The payment that is given up.
    transaction: String,
    /// The words.
    texts: LeaveTexts,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let ask = move |event: leptos::ev::MouseEvent| {
        if let Some(dialog) = dialog.get_untracked()
            && dialog.show_modal().is_ok()
        {
            event.prevent_default();
        }
    };
    let LeaveTexts {
        open,
        question,
        consequence,
        stay,
        leave,
    } = texts;
    view! {
        <a class=ButtonKind::Quiet.class() href=page on:click=ask>
            <span>{open}</span>
        </a>
        <dialog
            node_ref=dialog
            class="dialog"
            aria-labelledby="leave-title"
            aria-describedby="leave-text"
        >
            <h2 class="dialog-title" id="leave-title">{question}</h2>
            <p class="dialog-text" id="leave-text">{consequence}</p>
            <div class="dialog-actions">
                <form method="dialog">
                    <button type="submit" class=ButtonKind::Secondary.class() autofocus>
                        <span>{stay}</span>
                    </button>
                </form>
                <form method="post" action=action>
                    <input type="hidden" name="transaction" value=transaction />
                    <button type="submit" class=ButtonKind::Danger.class()>
                        <span>{leave}</span>
                    </button>
                </form>
            </div>
        </dialog>
    }
}
