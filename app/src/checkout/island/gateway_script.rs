//! The gateway's script: `Build(config)`, which speaks with the gateway's frames in our page. It
//! takes messages from its own origin only, and no card data ever come here.

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::{Closure, JsCast, JsValue};

/// What the gateway tells the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GatewayEvent {
    /// Every field can be typed into.
    FieldsLoaded,
    /// The card cannot be used as typed.
    ConfirmError(String),
    /// The session has come to this state, and the browser may have to go to an address.
    State(String, Option<String>),
    /// The script could not be loaded.
    Failed,
}

/// The running script.
#[derive(Clone)]
pub(super) struct GatewayScript(JsValue);

impl GatewayScript {
    /// Asks the fields to check and save what was typed; an event follows.
    pub(super) fn confirm_data(&self) -> bool {
        let method = Reflect::get(&self.0, &"confirmData".into()).ok();
        let method = method.and_then(|method| method.dyn_into::<Function>().ok());
        method.is_some_and(|method| method.call0(&self.0).is_ok())
    }
}

/// Loads the script at `address`; `started` gets it, then `told` every event.
pub(super) fn load(
    address: &str,
    started: impl FnOnce(GatewayScript) + 'static,
    told: impl Fn(GatewayEvent) + Clone + 'static,
) {
    let failed = told.clone();
    if append(address, started, told).is_none() {
        failed(GatewayEvent::Failed);
    }
}

fn append(
    address: &str,
    started: impl FnOnce(GatewayScript) + 'static,
    told: impl Fn(GatewayEvent) + Clone + 'static,
) -> Option<()> {
    let element = document().create_element("script").ok()?;
    element.set_attribute("src", address).ok()?;
    let failed = told.clone();
    let on_load = Closure::once_into_js(move || match build(told.clone()) {
        Some(script) => started(script),
        None => told(GatewayEvent::Failed),
    });
    let on_error = Closure::once_into_js(move || failed(GatewayEvent::Failed));
    element
        .add_event_listener_with_callback("load", on_load.unchecked_ref())
        .ok()?;
    element
        .add_event_listener_with_callback("error", on_error.unchecked_ref())
        .ok()?;
    document().head()?.append_child(&element).ok()?;
    Some(())
}

fn build(told: impl Fn(GatewayEvent) + Clone + 'static) -> Option<GatewayScript> {
    let config = Object::new();
    let set = |name: &str, handler: JsValue| Reflect::set(&config, &name.into(), &handler).ok();
    let tell = told.clone();
    let on_loaded = Closure::<dyn FnMut()>::new(move || tell(GatewayEvent::FieldsLoaded));
    set("onAllFieldsLoaded", on_loaded.into_js_value())?;
    let tell = told.clone();
    let on_error = Closure::<dyn FnMut(JsValue)>::new(move |data: JsValue| {
        let code = text(&data, "errorCode").unwrap_or_default();
        tell(GatewayEvent::ConfirmError(code));
    });
    set("onConfirmError", on_error.into_js_value())?;
    let on_state =
        Closure::<dyn FnMut(JsValue, JsValue)>::new(move |data: JsValue, state: JsValue| {
            let state = state.as_string().unwrap_or_default();
            told(GatewayEvent::State(state, text(&data, "url")));
        });
    set("onBuildFlowStateChange", on_state.into_js_value())?;
    let constructor = Reflect::get(&window(), &"Build".into()).ok()?;
    let constructor = constructor.dyn_into::<Function>().ok()?;
    let script = Reflect::construct(&constructor, &Array::of1(&config)).ok()?;
    Some(GatewayScript(script))
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).ok()?.as_string()
}
