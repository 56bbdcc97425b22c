use leptos::prelude::*;

use super::Specimen;
use crate::ui::{
    Alert, Badge, ButtonKind, Disclosure, Done, EmptyState, LinkButton, Progress, Skeleton, Spot,
    SpotDrawing, Stepper, Tone,
};

pub(super) fn preview() -> impl IntoView {
    view! {
        <div class="specimen-grid">
            <Specimen name="Avvisi">{alerts()}</Specimen>
            <div>{states()}</div>
        </div>
        <div class="specimen-grid">
            <Specimen name="Esito">
                <div class="card outcome">
                    <SpotDrawing spot=Spot::Success />
                    <p class="outcome-title">"Hai pagato 121,50 €"</p>
                    <p class="outcome-text">"La ricevuta è in arrivo a m***@esempio.it."</p>
                    <LinkButton kind=ButtonKind::Secondary href="#main">"Scarica la ricevuta"</LinkButton>
                </div>
            </Specimen>
            <Specimen name="Elenco vuoto">
                <div class="card">
                    <EmptyState
                        title="Nessuna stazione"
                        text="Registra la prima stazione per ricevere pagamenti di prova entro pochi minuti."
                    >
                        <LinkButton kind=ButtonKind::Primary href="#main">"Registra una stazione"</LinkButton>
                    </EmptyState>
                </div>
            </Specimen>
        </div>
    }
}

fn alerts() -> impl IntoView {
    view! {
        <Alert tone=Tone::Info title="L’importo può essere diverso da quello dell’avviso">
            "L’ente lo aggiorna, per esempio con interessi o sconti."
        </Alert>
        <Alert tone=Tone::Success title="La chiave è stata revocata" />
        <Alert tone=Tone::Warning title="Manutenzione domenica dalle 2 alle 4">
            "I pagamenti iniziati prima arrivano a destinazione."
        </Alert>
        <Alert tone=Tone::Danger title="La banca non ha autorizzato il pagamento">
            "Non ti è stato addebitato nulla. Riprova con un altro metodo. Riferimento "
            <span class="code">"7F3A-91C2"</span> "."
        </Alert>
    }
}

fn states() -> impl IntoView {
    let steps = ["Avviso", "Email", "Metodo", "Riepilogo"];
    let steps = steps.map(String::from).to_vec();
    view! {
        <Specimen name="Stati">
            <div class="specimen-row">
                <Badge tone=Tone::Success label="Pagata" />
                <Badge tone=Tone::Info label="In corso" />
                <Badge tone=Tone::Warning label="In scadenza" />
                <Badge tone=Tone::Danger label="Rifiutata" />
                <Badge tone=Tone::Neutral label="Bozza" />
            </div>
        </Specimen>
        <Specimen name="Passi">
            <Stepper steps present=2 />
        </Specimen>
        <Specimen name="Avanzamento">
            <div class="grid gap-3">
                <Progress id="p1" label="Posizioni caricate" done=Done::Of { done: 1_340, total: 4_000 } />
                <Progress id="p2" label="Attendo la risposta della banca" done=Done::Unknown />
            </div>
        </Specimen>
        <Specimen name="In caricamento"><Skeleton lines=3 /></Specimen>
        <Specimen name="Dettagli ripiegati">
            <Disclosure summary="Perché c’è una commissione?">
                <p>"La chiede il prestatore di servizi di pagamento, non l’ente."</p>
            </Disclosure>
            <Disclosure summary="Metodi non disponibili"><p>"Conto corrente"</p></Disclosure>
        </Specimen>
    }
}
