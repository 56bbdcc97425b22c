use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ui::{Glyph, Icon};

/// The form that confirms the payment, and the gateway's fields that belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardEntryForm {
    /// The address of the gateway's script.
    pub script: String,
    /// The gateway's fields.
    pub frames: Vec<Frame>,
    /// `id` of the form.
    pub form: String,
    /// `id` of its button.
    pub button: String,
    /// `id` of the hidden field that tells where the card was typed.
    pub entry: String,
    /// That field's value when the card was typed here.
    pub hosted: String,
    /// What is said.
    pub texts: CardTexts,
}

/// A field in a frame of the gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The gateway's name of it.
    pub id: String,
    /// The frame's address.
    pub src: String,
    /// What screen readers call the frame.
    pub title: String,
}

/// What the card's fields say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardTexts {
    /// Above the fields.
    pub lead: String,
    /// Where the card is typed without script.
    pub elsewhere: String,
    /// While the fields are being loaded.
    pub loading: String,
    /// When they cannot be.
    pub unavailable: String,
    /// On the button while the gateway answers.
    pub wait: String,
    /// When the card is refused without a known reason.
    pub wrong: String,
    /// The gateway's codes and what to do about each.
    pub by_code: Vec<(String, String)>,
}

impl CardTexts {
    #[cfg(feature = "hydrate")]
    fn of_code(&self, code: &str) -> String {
        let known = self.by_code.iter().find(|(known, _)| known == code);
        known.map_or_else(|| self.wrong.clone(), |(_, text)| text.clone())
    }
}

/// How far the fields are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No script runs: the card is typed on the gateway's page.
    Elsewhere,
    /// The frames are being loaded.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "in the browser only")
    )]
    Loading,
    /// The card can be typed.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "in the browser only")
    )]
    Ready,
    /// The frames do not load: as without script.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "in the browser only")
    )]
    Unavailable,
}

/// The card's four fields, hosted by the gateway in frames. The button of the form first has the
/// gateway check them, then sends the form. Without script, or when the frames do not load, the
/// form is sent as it is and the card is typed on the gateway's own page.
#[island]
pub fn CardFields(
    /// The form.
    card: CardEntryForm,
) -> impl IntoView {
    let phase = RwSignal::new(Phase::Elsewhere);
    let error = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    browser::start(card.clone(), phase, error);
    let CardEntryForm { frames, texts, .. } = card;
    let is_here = Memo::new(move |_| matches!(phase.get(), Phase::Loading | Phase::Ready));
    let lead = move || {
        if is_here.get() {
            texts.lead.clone()
        } else {
            texts.elsewhere.clone()
        }
    };
    let status = move || match phase.get() {
        Phase::Loading => texts.loading.clone(),
        Phase::Unavailable => texts.unavailable.clone(),
        Phase::Elsewhere | Phase::Ready => String::new(),
    };
    let frames = move || {
        let frames = is_here.get().then(|| frames.clone());
        frames.into_iter().flatten().map(frame_view).collect_view()
    };
    view! {
        <div class="card-fields">
            <p class="hint">{lead}</p>
            <div class="card-frames">{frames}</div>
            <p class="hint" role="status">{status}</p>
            <p class="error" role="alert" id="card-error" tabindex="-1">
                {move || {
                    error
                        .get()
                        .map(|text| view! { <Glyph icon=Icon::Error /> <span>{text}</span> })
                }}
            </p>
        </div>
    }
}

fn frame_view(frame: Frame) -> impl IntoView {
    let class = match frame.id.as_str() {
        "EXPIRATION_DATE" | "SECURITY_CODE" => "card-frame card-frame-half",
        _ => "card-frame",
    };
    view! { <iframe class=class src=frame.src title=frame.title></iframe> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::prelude::*;
    use wasm_bindgen::prelude::{Closure, JsCast};
    use web_sys::{Event, HtmlElement, HtmlFormElement, HtmlInputElement};

    use super::super::gateway_script::{self, GatewayEvent, GatewayScript};
    use super::{CardEntryForm, Phase};

    /// Longer than fields take; then the gateway's own page is offered.
    const LOAD_MAX: Duration = Duration::from_secs(10);

    pub(super) fn start(
        card: CardEntryForm,
        phase: RwSignal<Phase>,
        error: RwSignal<Option<String>>,
    ) {
        let script = StoredValue::new_local(None::<GatewayScript>);
        // After hydration, so that the first picture is the server's.
        Effect::new(move || {
            let card = card.clone();
            phase.set(Phase::Loading);
            listen(&card, phase, error, script);
            let address = card.script.clone();
            let told = move |event| take(&card, event, phase, error);
            gateway_script::load(&address, move |it| script.set_value(Some(it)), told);
            set_timeout(move || give_up(phase), LOAD_MAX);
        });
    }

    fn give_up(phase: RwSignal<Phase>) {
        if phase.get_untracked() == Phase::Loading {
            phase.set(Phase::Unavailable);
        }
    }

    fn take(
        card: &CardEntryForm,
        event: GatewayEvent,
        phase: RwSignal<Phase>,
        error: RwSignal<Option<String>>,
    ) {
        match event {
            GatewayEvent::FieldsLoaded => phase.set(Phase::Ready),
            GatewayEvent::Failed => phase.set(Phase::Unavailable),
            GatewayEvent::ConfirmError(code) => {
                show_busy(card, false);
                error.set(Some(card.texts.of_code(&code)));
                focus("card-error");
            }
            GatewayEvent::State(state, _) if state == "READY_FOR_PAYMENT" => send(card),
            GatewayEvent::State(..) => {}
        }
    }

    /// The form is stopped until the gateway has the card.
    fn listen(
        card: &CardEntryForm,
        phase: RwSignal<Phase>,
        error: RwSignal<Option<String>>,
        script: StoredValue<Option<GatewayScript>, LocalStorage>,
    ) {
        let owned = card.clone();
        let on_submit =
            Closure::<dyn FnMut(Event)>::new(move |event: Event| match phase.get_untracked() {
                Phase::Elsewhere | Phase::Unavailable => {}
                Phase::Loading => event.prevent_default(),
                Phase::Ready => {
                    event.prevent_default();
                    error.set(None);
                    let asked = script.with_value(|script| {
                        script.as_ref().is_some_and(GatewayScript::confirm_data)
                    });
                    if asked {
                        show_busy(&owned, true);
                    } else {
                        phase.set(Phase::Unavailable);
                    }
                }
            });
        if let Some(form) = element::<HtmlFormElement>(&card.form) {
            let listener = on_submit.as_ref().unchecked_ref();
            // It can fail only for a listener that is no function.
            let _ = form.add_event_listener_with_callback("submit", listener);
        }
        on_submit.forget();
    }

    fn send(card: &CardEntryForm) {
        if let Some(entry) = element::<HtmlInputElement>(&card.entry) {
            entry.set_value(&card.hosted);
        }
        if let Some(form) = element::<HtmlFormElement>(&card.form) {
            // A form that is sent by script fails only if it has left the page.
            let _ = form.submit();
        }
    }

    /// The button says that it is working, and takes no second press meanwhile.
    fn show_busy(card: &CardEntryForm, is_busy: bool) {
        let Some(button) = element::<HtmlElement>(&card.button) else {
            return;
        };
        let words = button.query_selector("span").ok().flatten();
        if is_busy {
            let _ = button.set_attribute("aria-busy", "true");
            let _ = button.set_attribute("disabled", "");
            if let Some(words) = words {
                let said = words.text_content().unwrap_or_default();
                let _ = words.set_attribute("data-said", &said);
                words.set_text_content(Some(&card.texts.wait));
            }
        } else {
            let _ = button.remove_attribute("aria-busy");
            let _ = button.remove_attribute("disabled");
            if let Some(words) = words {
                words.set_text_content(words.get_attribute("data-said").as_deref());
            }
        }
    }

    fn focus(id: &str) {
        if let Some(found) = element::<HtmlElement>(id) {
            let _ = found.focus();
        }
    }

    fn element<T: JsCast>(id: &str) -> Option<T> {
        document().get_element_by_id(id)?.dyn_into().ok()
    }
}
