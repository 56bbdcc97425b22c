use leptos::prelude::*;

/// A small drawing of how something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Paid: a receipt with a seal.
    Success,
    /// Still under way: an hourglass.
    Waiting,
    /// Refused: a card that is barred.
    Refused,
    /// Broken: a line that is cut.
    Error,
    /// Nothing here: an open folder.
    Empty,
}

/// The drawing; the words beside it say the same, so it is hidden from screen readers.
#[component]
pub fn SpotDrawing(
    /// Which one.
    spot: Spot,
) -> impl IntoView {
    let (class, drawing) = match spot {
        Spot::Success => ("spot spot-success", success().into_any()),
        Spot::Waiting => ("spot spot-waiting", waiting().into_any()),
        Spot::Refused => ("spot spot-refused", refused().into_any()),
        Spot::Error => ("spot spot-error", error().into_any()),
        Spot::Empty => ("spot spot-empty", empty().into_any()),
    };
    view! {
        <svg
            class=class
            viewBox="0 0 160 120"
            fill="none"
            stroke-width="2.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
        >
            <circle class="spot-ground" cx="80" cy="60" r="52"></circle>
            {drawing}
        </svg>
    }
}

fn success() -> impl IntoView {
    view! {
        <path
            class="spot-paper"
            d="M52 22h48a4 4 0 0 1 4 4v70l-7-5-7 5-7-5-7 5-7-5-7 5-7-5-7 5V26a4 4 0 0 1 4-4z"
        ></path>
        <path class="spot-line" d="M60 38h32M60 49h22"></path>
        <path class="spot-line" d="M60 72h14"></path>
        <circle class="spot-seal" cx="104" cy="76" r="19"></circle>
        <path class="spot-seal-line" d="m95.500 76.500 6 6 11.500-12.500"></path>
        <path class="spot-spark" d="M126 34v9M121.500 38.500h9M34 74v7M30.500 77.500h7"></path>
    }
}

fn waiting() -> impl IntoView {
    view! {
        <path
            class="spot-paper"
            d="M58 24h44v10c0 12-16 17-16 26s16 14 16 26v10H58V86c0-12 16-17 16-26S58 46 58 34z"
        ></path>
        <path class="spot-line" d="M52 24h56M52 96h56"></path>
        <path class="spot-sand" d="M66.500 40h27c-3 6-13.500 11-13.500 18 0-7-10.500-12-13.500-18z"></path>
        <path class="spot-sand" d="M64 92c0-9 8-13 16-16 8 3 16 7 16 16z"></path>
        <path class="spot-line" d="M80 60v10"></path>
        <path class="spot-spark" d="M124 50a46 46 0 0 1 0 22M36 50a46 46 0 0 0 0 22"></path>
    }
}

fn refused() -> impl IntoView {
    view! {
        <rect class="spot-paper" x="38" y="36" width="74" height="50" rx="6"></rect>
        <path class="spot-band" d="M38 48h74v9H38z"></path>
        <path class="spot-line" d="M48 72h16M72 72h6"></path>
        <circle class="spot-seal" cx="110" cy="80" r="19"></circle>
        <path class="spot-seal-line" d="M101.500 80h17"></path>
        <path class="spot-spark" d="M126 32l5-5M132 42h7M116 26v-7"></path>
    }
}

fn error() -> impl IntoView {
    view! {
        <path class="spot-line" d="M18 62h26M116 62h26"></path>
        <rect class="spot-paper" x="44" y="48" width="24" height="28" rx="5"></rect>
        <path class="spot-line" d="M68 56h9M68 68h9"></path>
        <path class="spot-paper" d="M116 48h-14a5 5 0 0 0-5 5v18a5 5 0 0 0 5 5h14z"></path>
        <path class="spot-spark" d="M86 40l-3-9M93 38l4-8M86 84l-3 9M93 86l4 8"></path>
    }
}

fn empty() -> impl IntoView {
    view! {
        <path class="spot-paper" d="M42 44a5 5 0 0 1 5-5h20l8 9h38a5 5 0 0 1 5 5v37H42z"></path>
        <path class="spot-front" d="M34 58h92l-9 34H43z"></path>
        <path class="spot-line" d="M68 75h24"></path>
        <path class="spot-spark" d="M80 30v-9M98 33l5-7M62 33l-5-7"></path>
    }
}
