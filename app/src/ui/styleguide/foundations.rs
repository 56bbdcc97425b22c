use leptos::prelude::*;

use super::Specimen;
use crate::ui::{Spot, SpotDrawing, Wordmark};

pub(super) fn preview() -> impl IntoView {
    view! {
        <Specimen name="Marchio"><Wordmark /></Specimen>
        <Specimen name="Colori per ruolo">
            <div class="specimen-row">
                {swatch("text", "bg-text")}
                {swatch("muted", "bg-muted")}
                {swatch("edge", "bg-edge")}
                {swatch("line", "bg-line")}
                {swatch("surface", "bg-surface")}
                {swatch("page", "bg-page")}
                {swatch("primary", "bg-primary")}
                {swatch("primary-soft", "bg-primary-soft")}
                {swatch("danger", "bg-danger")}
                {swatch("warning", "bg-warning")}
                {swatch("success", "bg-success")}
                {swatch("info", "bg-info")}
            </div>
        </Specimen>
        <Specimen name="Caratteri">
            <p class="page-title">"Che cosa devi pagare?"</p>
            <p class="page-lead">"Trovi i dati sull’avviso, vicino al codice QR."</p>
            <p>"Testo corrente, 16 px, righe da 24. "<a class="link" href="#main">"Un rimando"</a>"."</p>
            <p class="text-small text-muted">"Testo minore, 14 px: date, aiuti, note."</p>
            <p class="code">"3020 0000 0001 2345 59"</p>
        </Specimen>
        <Specimen name="Disegni degli esiti">
            <div class="specimen-row">
                <SpotDrawing spot=Spot::Success />
                <SpotDrawing spot=Spot::Waiting />
                <SpotDrawing spot=Spot::Refused />
                <SpotDrawing spot=Spot::Error />
                <SpotDrawing spot=Spot::Empty />
            </div>
        </Specimen>
    }
}

fn swatch(name: &'static str, class: &'static str) -> impl IntoView {
    view! {
        <div class="swatch">
            <div class=format!("swatch-colour {class}")></div>
            <span>{name}</span>
        </div>
    }
}
