use leptos::prelude::*;

/// Asks now and then whether the payment has moved on, and loads the page again when it has.
#[island]
pub fn OutcomeWatch(
    /// What is asked.
    address: String,
    /// The answer that the page was made from.
    version: String,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(move || browser::watch(address.clone(), version.clone(), 0));
    #[cfg(not(feature = "hydrate"))]
    drop((address, version));
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use wasm_bindgen::prelude::JsCast;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::Response;

    /// Between two questions at first.
    const PAUSE_S: u64 = 2;
    /// So many questions at that pace; then each pause is longer by as much.
    const QUICK_QUESTIONS: u64 = 10;
    /// No pause is longer.
    const PAUSE_MAX_S: u64 = 30;

    pub(super) fn watch(address: String, version: String, asked: u64) {
        let slow = asked.saturating_sub(QUICK_QUESTIONS);
        let pause = (PAUSE_S * (slow + 1)).min(PAUSE_MAX_S);
        let ask_again = move || {
            spawn_local(async move {
                match ask(&address).await {
                    Some(answer) if answer != version => reload(),
                    Some(_) | None => watch(address, version, asked.saturating_add(1)),
                }
            });
        };
        set_timeout(ask_again, Duration::from_secs(pause));
    }

    async fn ask(address: &str) -> Option<String> {
        let answer = JsFuture::from(window().fetch_with_str(address))
            .await
            .ok()?;
        let answer: Response = answer.dyn_into().ok()?;
        if !answer.ok() {
            return None;
        }
        let text = JsFuture::from(answer.text().ok()?).await.ok()?;
        text.as_string()
    }

    fn reload() {
        // The page is our own: loading it again cannot be refused.
        let _ = window().location().reload();
    }
}
