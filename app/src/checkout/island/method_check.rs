use leptos::prelude::*;

/// The hidden frame of the 3DS method. When the gateway has heard from it, or after 20 seconds, the
/// browser goes on to the bank's page or to the result.
#[island]
pub fn MethodCheck(
    /// The address of the gateway's script.
    script: String,
    /// The frame's address.
    src: String,
    /// What screen readers call the frame.
    title: String,
    /// The result's address.
    outcome: String,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    browser::start(script, outcome, is_open);
    #[cfg(not(feature = "hydrate"))]
    drop((script, outcome));
    move || {
        is_open.get().then(|| {
            view! {
                <iframe
                    class="visually-hidden"
                    tabindex="-1"
                    src=src.clone()
                    title=title.clone()
                ></iframe>
            }
        })
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::prelude::*;

    use super::super::gateway_script::{self, GatewayEvent};

    /// How long the bank's check may take.
    const CHECK_MAX: Duration = Duration::from_secs(20);

    pub(super) fn start(script: String, outcome: String, is_open: RwSignal<bool>) {
        Effect::new(move || {
            let late = outcome.clone();
            set_timeout(move || go(&late), CHECK_MAX);
            let (address, outcome) = (script.clone(), outcome.clone());
            let told = move |event| match event {
                GatewayEvent::State(_, Some(url)) if is_web(&url) => go(&url),
                GatewayEvent::State(..) | GatewayEvent::ConfirmError(_) => go(&outcome),
                GatewayEvent::FieldsLoaded | GatewayEvent::Failed => {}
            };
            // The frame is opened once somebody listens to it.
            gateway_script::load(&address, move |_| is_open.set(true), told);
        });
    }

    fn is_web(url: &str) -> bool {
        url.starts_with("https://") || url.starts_with("http://")
    }

    fn go(address: &str) {
        // It fails only for what is no address.
        let _ = window().location().replace(address);
    }
}
