use leptos::prelude::*;

use super::Specimen;
use crate::ui::{
    Badge, Breadcrumb, Cell, CodeViewer, Column, Crumb, Entry, FilterChip, FilterChips,
    KeyValueList, Language, Pager, Row, Sorting, Tab, Table, Tabs, Tone,
};

const MESSAGE: &str = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><nfp:verifyPaymentNoticeRes xmlns:nfp=\"http://pagopa-api.pagopa.gov.it/node/nodeForPsp.xsd\"><outcome>OK</outcome><paymentList><paymentOptionDescription><amount>120.00</amount><options>EQ</options></paymentOptionDescription></paymentList><companyName>Comune di Bari</companyName></nfp:verifyPaymentNoticeRes></soapenv:Body></soapenv:Envelope>";

pub(super) fn preview() -> impl IntoView {
    view! {
        <Specimen name="Percorso e viste">
            <Breadcrumb
                above=vec![
                    Crumb { label: "Panoramica".into(), href: "#main".into() },
                    Crumb { label: "Posizioni debitorie".into(), href: "#main".into() },
                ]
                here="TARI 2026"
            />
            <Tabs
                label="Posizione debitoria"
                present=0
                tabs=["Dati", "Pagamenti", "Storia"]
                    .map(|label| Tab { label: label.into(), href: "#main".into() })
                    .to_vec()
            />
        </Specimen>
        <Specimen name="Tabella">
            <FilterChips chips=vec![
                FilterChip { label: "Stato: pagata".into(), without: "#main".into() },
                FilterChip { label: "Da ottobre 2026".into(), without: "#main".into() },
            ] />
            {table()}
            <Pager previous=None next=Some("#main".to_owned()) position="1–3 di 1.204" />
        </Specimen>
        <div class="specimen-grid">
            <Specimen name="Fatti"><div class="card">{facts()}</div></Specimen>
            <Specimen name="Messaggio">
                <CodeViewer
                    id="message"
                    title="verifyPaymentNotice, risposta"
                    language=Language::Xml
                    message=MESSAGE
                    download="#main"
                />
            </Specimen>
        </div>
    }
}

fn table() -> impl IntoView {
    let columns = vec![
        Column::words("Avviso"),
        Column::words("Causale"),
        Column::words("Stato"),
        Column::words("Scadenza").sorted(Sorting::Descending("#main".into())),
        Column::numbers("Importo").sorted(Sorting::Offered("#main".into())),
    ];
    let row =
        |notice: &str, subject: &str, tone: Tone, state: &'static str, due: &str, amount: &str| {
            Row {
                cells: vec![
                    Cell::new(view! { <a class="link code" href="#main">{notice.to_owned()}</a> }),
                    Cell::text(subject),
                    Cell::new(view! { <Badge tone label=state /> }),
                    Cell::text(due),
                    Cell::text(amount),
                ],
            }
        };
    let rows = vec![
        row(
            "3020 0000 0001 2345 59",
            "TARI 2026",
            Tone::Success,
            "Pagata",
            "31/12/2026",
            "120,00 €",
        ),
        row(
            "3020 0000 0067 8908 31",
            "Mensa scolastica",
            Tone::Warning,
            "In scadenza",
            "28/11/2026",
            "64,20 €",
        ),
        row(
            "3020 0000 0009 1177 20",
            "Occupazione suolo",
            Tone::Danger,
            "Rifiutata",
            "10/11/2026",
            "1.340,75 €",
        ),
    ];
    view! { <Table caption="Posizioni debitorie" columns rows /> }
}

fn facts() -> impl IntoView {
    view! {
        <KeyValueList entries=vec![
            Entry::new("Ente", "Comune di Bari"),
            Entry::new("Causale", "TARI 2026, rata unica"),
            Entry::code("Codice avviso", "3020 0000 0001 2345 59"),
            Entry::new("Importo", "120,00 €"),
            Entry::new("Commissione", "1,50 €"),
            Entry::total("Totale", "121,50 €"),
        ] />
    }
}
