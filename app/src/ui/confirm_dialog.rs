use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;

use super::button::ButtonKind;

/// A dangerous act behind a question: a button that opens a native dialog with the form that does
/// it. The button and the dialog name the object ("Revoca la chiave").
///
/// Browsers with invoker commands open it without script; the island opens it in the others.
#[island]
pub fn ConfirmDialog(
    /// Unique on the page.
    id: String,
    /// The act: on the button that opens the dialog and on the one that does it.
    act: String,
    /// The question, as the dialog's title.
    question: String,
    /// What happens then, and whether it can be undone.
    consequence: String,
    /// The way back.
    cancel: String,
    /// Where the form is posted.
    action: String,
    /// The form's hidden fields.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let title_id = format!("{id}-title");
    let text_id = format!("{id}-text");
    let open = move |event: MouseEvent| {
        // The browser would open it as well, by the command.
        event.prevent_default();
        if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
            // It fails only if the dialog is open already or has left the page.
            let _ = dialog.show_modal();
        }
    };
    view! {
        <button
            type="button"
            class=ButtonKind::Danger.class()
            commandfor=id.clone()
            command="show-modal"
            on:click=open
        >
            <span>{act.clone()}</span>
        </button>
        <dialog
            node_ref=dialog
            class="dialog"
            id=id
            aria-labelledby=title_id.clone()
            aria-describedby=text_id.clone()
        >
            <h2 class="dialog-title" id=title_id.clone()>{question}</h2>
            <p class="dialog-text" id=text_id.clone()>{consequence}</p>
            <div class="dialog-actions">
                <form method="dialog">
                    <button type="submit" class=ButtonKind::Secondary.class() autofocus>
                        <span>{cancel}</span>
                    </button>
                </form>
                <form method="post" action=action>
                    {children()}
                    <button type="submit" class=ButtonKind::Danger.class()>
                        <span>{act}</span>
                    </button>
                </form>
            </div>
        </dialog>
    }
}
