use leptos::prelude::*;

use super::Specimen;
use crate::ui::{
    Checkbox, CheckedField, Choice, ErrorSummary, Field, FieldError, FileField, FormSection, Icon,
    Input, Mark, RadioCards, Rule, SelectField, Switch, TextArea, TextField,
};

pub(super) fn preview() -> impl IntoView {
    view! {
        <Specimen name="Errori del modulo">
            <ErrorSummary errors=vec![
                FieldError { field: "email".into(), message: "Inserisci la tua email".into() },
                FieldError { field: "method".into(), message: "Scegli come pagare".into() },
            ] />
        </Specimen>
        <form class="specimen-grid" action="#main" novalidate>
            <div>{typed()}</div>
            <div>{chosen()}</div>
        </form>
    }
}

fn typed() -> impl IntoView {
    let notice = Field::new("notice", "Codice avviso", Input::Digits(18))
        .hint("18 cifre: lo trovi sull’avviso, sotto il codice QR");
    let creditor = Field::new("creditor", "Codice fiscale dell’ente", Input::Digits(11))
        .hint("11 cifre")
        .value("77777777777");
    let email = Field::new("email", "La tua email", Input::Email)
        .hint("Ti mandiamo la ricevuta qui")
        .autocomplete("email")
        .error(Some("Inserisci un indirizzo come nome@esempio.it".into()));
    let amount = Field::new("amount", "Importo", Input::Amount).value("1.234,56");
    let date = Field::new("date", "Scadenza", Input::Date).optional("facoltativa");
    let note = Field::new("note", "Nota per chi approva", Input::Text).optional("facoltativa");
    let wrong = "Inserisci 18 cifre".to_owned();
    view! {
        <Specimen name="Campi">
            <CheckedField field=notice rule=Rule::NoticeNumber wrong />
            <TextField field=creditor />
            <TextField field=email />
            <TextField field=amount />
            <TextField field=date />
            <SelectField
                name="province"
                label="Provincia"
                options=vec![("BA".into(), "Bari".into()), ("BO".into(), "Bologna".into())]
                chosen="BO"
            />
            <TextArea field=note />
            <FileField
                name="upload"
                label="Posizioni debitorie"
                accept=".csv,.zip"
                hint="CSV o ZIP, fino a 100 MB"
            />
        </Specimen>
    }
}

fn chosen() -> impl IntoView {
    let methods = vec![
        Choice::new("CP", "Carta di credito, debito o prepagata")
            .detail("Visa, Mastercard, American Express")
            .aside("da 1,50 €")
            .icon(Icon::CreditCard),
        Choice::new("BPAY", "App della tua banca")
            .detail("Confermi sul telefono")
            .aside("1,00 €")
            .icon(Icon::DeviceMobile),
        Choice::new("MYBK", "Conto corrente")
            .icon(Icon::BuildingBank)
            .unavailable("Non disponibile per importi sotto 1 €"),
    ];
    view! {
        <Specimen name="Scelte">
            <RadioCards name="method" legend="Come vuoi pagare?" choices=methods chosen="CP" />
            <Checkbox
                name="terms"
                label="Ho letto i termini del servizio"
                error="Per continuare serve il tuo consenso"
            />
            <Checkbox name="save" label="Ricorda questo metodo" mark=Mark::On hint="Solo su questo dispositivo" />
            <Switch name="stand_in" label="Avvisami quando la stazione non risponde" mark=Mark::On />
            <Switch name="digest" label="Riepilogo settimanale" />
        </Specimen>
        <Specimen name="Sezione di un modulo">
            <FormSection title="Dati bancari" lead="Il conto su cui arrivano gli incassi.">
                <TextField field=Field::new("iban", "IBAN", Input::Code(27)).value("IT60 X054 2811 1010 0000 0123 456") />
            </FormSection>
        </Specimen>
    }
}
