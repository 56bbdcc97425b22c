use leptos::prelude::*;

use super::Specimen;
use crate::ui::{
    ActionBar, Button, ButtonKind, ButtonState, ConfirmDialog, CopyButton, CopySource, Countdown,
    Drawer, Icon, LinkButton, SubmitButton,
};

pub(super) fn preview() -> impl IntoView {
    view! {
        <Specimen name="Bottoni">
            <form class="specimen-row" action="#main">
                <Button kind=ButtonKind::Primary>"Paga 121,50 €"</Button>
                <Button kind=ButtonKind::Secondary>"Indietro"</Button>
                <Button kind=ButtonKind::Quiet icon=Icon::Print>"Stampa"</Button>
                <Button kind=ButtonKind::Danger>"Revoca la chiave"</Button>
                <Button kind=ButtonKind::Primary state=ButtonState::Busy>"Attendi…"</Button>
                <Button kind=ButtonKind::Primary state=ButtonState::Disabled>"Continua"</Button>
                <LinkButton kind=ButtonKind::Secondary href="#main" icon=Icon::Download>
                    "Scarica la ricevuta"
                </LinkButton>
            </form>
        </Specimen>
        <Specimen name="Bottone che si preme una volta sola">
            <form action="#main">
                <SubmitButton
                    kind=ButtonKind::Primary
                    label="Paga 121,50 €".to_owned()
                    busy_label="Attendi…".to_owned()
                />
            </form>
        </Specimen>
        <div class="specimen-grid">
            <Specimen name="Copia">
                <CopyButton
                    source=CopySource::Text("302000000001234559".to_owned())
                    label="Copia il numero".to_owned()
                    done_label="Copiato".to_owned()
                />
            </Specimen>
            <Specimen name="Tempo che resta">
                <Countdown
                    remaining_s=899
                    label="Tempo per pagare".to_owned()
                    deadline="entro le 14:35".to_owned()
                    over="Il tempo è finito: ricomincia, i tuoi dati sono conservati".to_owned()
                />
            </Specimen>
            <Specimen name="Conferma di un atto pericoloso">
                <ConfirmDialog
                    id="revoke".to_owned()
                    act="Revoca la chiave".to_owned()
                    question="Revocare la chiave di Comune di Bari?".to_owned()
                    consequence="Le chiamate con questa chiave saranno rifiutate subito. Non si può annullare.".to_owned()
                    cancel="No, lasciala".to_owned()
                    action="#main".to_owned()
                >
                    <input type="hidden" name="key" value="1" />
                </ConfirmDialog>
            </Specimen>
            <Specimen name="Pannello laterale">
                <Drawer id="cart" opener="Vedi che cosa paghi" title="Il tuo carrello">
                    <p>"TARI 2026, Comune di Bari: 120,00 €"</p>
                </Drawer>
            </Specimen>
        </div>
        <Specimen name="Azioni della pagina">
            <ActionBar>
                <LinkButton kind=ButtonKind::Primary href="#main">"Vai al pagamento"</LinkButton>
                <LinkButton kind=ButtonKind::Secondary href="#main">"Indietro"</LinkButton>
            </ActionBar>
        </Specimen>
    }
}
