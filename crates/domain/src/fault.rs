/// Who raised a fault; it decides the `id` of the fault bean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultOrigin {
    /// The node (`PPT_`).
    Node,
    /// The creditor (`PAA_`).
    Creditor,
    /// The PSP (`CANALE_`).
    Psp,
}

/// The faults that the node itself raises, with their official texts ("Gestione degli errori").
/// Codes of creditors (`PAA_*`) and PSPs (`CANALE_*`) are passed through as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// Attivazione del pagamento in corso.
    AttivazioneInCorso,
    /// Errore di autenticazione.
    Autenticazione,
    /// Il richiedente non ha i diritti per l'operazione.
    Autorizzazione,
    /// Canale conosciuto ma disabilitato da configurazione.
    CanaleDisabilitato,
    /// Errore restituito dal Canale.
    CanaleErrore,
    /// La response ricevuta dal Canale è vuota o non corretta sintatticamente o semanticamente.
    CanaleErroreResponse,
    /// Nessun canale utilizzabile e abilitato.
    CanaleIndisponibile,
    /// Errore di connessione verso il Canale.
    CanaleIrraggiungibile,
    /// Il canale non è specificato, e nessun canale risulta utilizzabile secondo configurazione.
    CanaleNonrisolvibile,
    /// Canale sconosciuto.
    CanaleSconosciuto,
    /// Il Servizio Applicativo del Canale non è attivo.
    CanaleServizioNonattivo,
    /// Timeout risposta dal Canale.
    CanaleTimeout,
    /// Codifica dell'infrastruttura PSP non censita.
    CodificaPspSconosciuta,
    /// Dominio disabilitato.
    DominioDisabilitato,
    /// Dominio sconosciuto.
    DominioSconosciuto,
    /// Errore restituito dall'Ente Creditore.
    ErroreEmessoDaPaa,
    /// Errore idempotenza.
    ErroreIdempotenza,
    /// L'esito del pagamento risulta già acquisito dal sistema pagoPA.
    EsitoGiaAcquisito,
    /// Flusso di rendicontazione duplicato.
    FlussoDuplicato,
    /// IBAN di accredito non corretto.
    IbanAccredito,
    /// Il codice IBAN indicato dal EC non è presente nella lista degli IBAN comunicati al sistema pagoPA.
    IbanNonCensito,
    /// Identificativo flusso sconosciuto.
    IdFlussoSconosciuto,
    /// Intermediario dominio disabilitato.
    IntermediarioPaDisabilitato,
    /// Identificativo intermediario dominio sconosciuto.
    IntermediarioPaSconosciuto,
    /// Intermediario psp disabilitato.
    IntermediarioPspDisabilitato,
    /// Identificativo intermediario psp sconosciuto.
    IntermediarioPspSconosciuto,
    /// La chiamata non è compatibile con il nuovo modello PSP.
    MultiBeneficiario,
    /// Pagamento in attesa risulta concluso al sistema pagoPA.
    PagamentoDuplicato,
    /// Pagamento in attesa risulta in corso al sistema pagoPA.
    PagamentoInCorso,
    /// Pagamento sconosciuto.
    PagamentoSconosciuto,
    /// PSP conosciuto ma disabilitato da configurazione.
    PspDisabilitato,
    /// PSP sconosciuto.
    PspSconosciuto,
    /// Errore semantico.
    Semantica,
    /// Servizio non attivo.
    ServizioNonattivo,
    /// Servizio sconosciuto.
    ServizioSconosciuto,
    /// Errore di sintassi extra XSD.
    SintassiExtraxsd,
    /// Errore di sintassi XSD.
    SintassiXsd,
    /// `SOAPAction` errata.
    SoapactionErrata,
    /// Stazione disabilitata.
    StazioneIntPaDisabilitata,
    /// Errore di risposta dalla stazione.
    StazioneIntPaErroreResponse,
    /// Errore di connessione verso la Stazione.
    StazioneIntPaIrraggiungibile,
    /// Stazione sconosciuta.
    StazioneIntPaSconosciuta,
    /// Il Servizio Applicativo della Stazione non è attivo.
    StazioneIntPaServizioNonattivo,
    /// Timeout risposta dalla Stazione.
    StazioneIntPaTimeout,
    /// Una qualche soglia fissata per PPT è temporaneamente superata e la richiesta è quindi rifiutata.
    Superamentosoglia,
    /// Errore generico.
    SystemError,
    /// The payment token is expired.
    TokenScaduto,
    /// The payment token is expired.
    TokenScadutoKo,
    /// unknown token.
    TokenSconosciuto,
    /// Versione del servizio non corretta.
    VersioneServizio,
    /// Sessione sconosciuta.
    WispSessioneSconosciuta,
}

impl FaultCode {
    /// Every code.
    pub const ALL: &[Self] = &[
        Self::AttivazioneInCorso,
        Self::Autenticazione,
        Self::Autorizzazione,
        Self::CanaleDisabilitato,
        Self::CanaleErrore,
        Self::CanaleErroreResponse,
        Self::CanaleIndisponibile,
        Self::CanaleIrraggiungibile,
        Self::CanaleNonrisolvibile,
        Self::CanaleSconosciuto,
        Self::CanaleServizioNonattivo,
        Self::CanaleTimeout,
        Self::CodificaPspSconosciuta,
        Self::DominioDisabilitato,
        Self::DominioSconosciuto,
        Self::ErroreEmessoDaPaa,
        Self::ErroreIdempotenza,
        Self::EsitoGiaAcquisito,
        Self::FlussoDuplicato,
        Self::IbanAccredito,
        Self::IbanNonCensito,
        Self::IdFlussoSconosciuto,
        Self::IntermediarioPaDisabilitato,
        Self::IntermediarioPaSconosciuto,
        Self::IntermediarioPspDisabilitato,
        Self::IntermediarioPspSconosciuto,
        Self::MultiBeneficiario,
        Self::PagamentoDuplicato,
        Self::PagamentoInCorso,
        Self::PagamentoSconosciuto,
        Self::PspDisabilitato,
        Self::PspSconosciuto,
        Self::Semantica,
        Self::ServizioNonattivo,
        Self::ServizioSconosciuto,
        Self::SintassiExtraxsd,
        Self::SintassiXsd,
        Self::SoapactionErrata,
        Self::StazioneIntPaDisabilitata,
        Self::StazioneIntPaErroreResponse,
        Self::StazioneIntPaIrraggiungibile,
        Self::StazioneIntPaSconosciuta,
        Self::StazioneIntPaServizioNonattivo,
        Self::StazioneIntPaTimeout,
        Self::Superamentosoglia,
        Self::SystemError,
        Self::TokenScaduto,
        Self::TokenScadutoKo,
        Self::TokenSconosciuto,
        Self::VersioneServizio,
        Self::WispSessioneSconosciuta,
    ];

    /// The code as it travels (`PPT_…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AttivazioneInCorso => "PPT_ATTIVAZIONE_IN_CORSO",
            Self::Autenticazione => "PPT_AUTENTICAZIONE",
            Self::Autorizzazione => "PPT_AUTORIZZAZIONE",
            Self::CanaleDisabilitato => "PPT_CANALE_DISABILITATO",
            Self::CanaleErrore => "PPT_CANALE_ERRORE",
            Self::CanaleErroreResponse => "PPT_CANALE_ERRORE_RESPONSE",
            Self::CanaleIndisponibile => "PPT_CANALE_INDISPONIBILE",
            Self::CanaleIrraggiungibile => "PPT_CANALE_IRRAGGIUNGIBILE",
            Self::CanaleNonrisolvibile => "PPT_CANALE_NONRISOLVIBILE",
            Self::CanaleSconosciuto => "PPT_CANALE_SCONOSCIUTO",
            Self::CanaleServizioNonattivo => "PPT_CANALE_SERVIZIO_NONATTIVO",
            Self::CanaleTimeout => "PPT_CANALE_TIMEOUT",
            Self::CodificaPspSconosciuta => "PPT_CODIFICA_PSP_SCONOSCIUTA",
            Self::DominioDisabilitato => "PPT_DOMINIO_DISABILITATO",
            Self::DominioSconosciuto => "PPT_DOMINIO_SCONOSCIUTO",
            Self::ErroreEmessoDaPaa => "PPT_ERRORE_EMESSO_DA_PAA",
            Self::ErroreIdempotenza => "PPT_ERRORE_IDEMPOTENZA",
            Self::EsitoGiaAcquisito => "PPT_ESITO_GIA_ACQUISITO",
            Self::FlussoDuplicato => "PPT_FLUSSO_DUPLICATO",
            Self::IbanAccredito => "PPT_IBAN_ACCREDITO",
            Self::IbanNonCensito => "PPT_IBAN_NON_CENSITO",
            Self::IdFlussoSconosciuto => "PPT_ID_FLUSSO_SCONOSCIUTO",
            Self::IntermediarioPaDisabilitato => "PPT_INTERMEDIARIO_PA_DISABILITATO",
            Self::IntermediarioPaSconosciuto => "PPT_INTERMEDIARIO_PA_SCONOSCIUTO",
            Self::IntermediarioPspDisabilitato => "PPT_INTERMEDIARIO_PSP_DISABILITATO",
            Self::IntermediarioPspSconosciuto => "PPT_INTERMEDIARIO_PSP_SCONOSCIUTO",
            Self::MultiBeneficiario => "PPT_MULTI_BENEFICIARIO",
            Self::PagamentoDuplicato => "PPT_PAGAMENTO_DUPLICATO",
            Self::PagamentoInCorso => "PPT_PAGAMENTO_IN_CORSO",
            Self::PagamentoSconosciuto => "PPT_PAGAMENTO_SCONOSCIUTO",
            Self::PspDisabilitato => "PPT_PSP_DISABILITATO",
            Self::PspSconosciuto => "PPT_PSP_SCONOSCIUTO",
            Self::Semantica => "PPT_SEMANTICA",
            Self::ServizioNonattivo => "PPT_SERVIZIO_NONATTIVO",
            Self::ServizioSconosciuto => "PPT_SERVIZIO_SCONOSCIUTO",
            Self::SintassiExtraxsd => "PPT_SINTASSI_EXTRAXSD",
            Self::SintassiXsd => "PPT_SINTASSI_XSD",
            Self::SoapactionErrata => "PPT_SOAPACTION_ERRATA",
            Self::StazioneIntPaDisabilitata => "PPT_STAZIONE_INT_PA_DISABILITATA",
            Self::StazioneIntPaErroreResponse => "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE",
            Self::StazioneIntPaIrraggiungibile => "PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE",
            Self::StazioneIntPaSconosciuta => "PPT_STAZIONE_INT_PA_SCONOSCIUTA",
            Self::StazioneIntPaServizioNonattivo => "PPT_STAZIONE_INT_PA_SERVIZIO_NONATTIVO",
            Self::StazioneIntPaTimeout => "PPT_STAZIONE_INT_PA_TIMEOUT",
            Self::Superamentosoglia => "PPT_SUPERAMENTOSOGLIA",
            Self::SystemError => "PPT_SYSTEM_ERROR",
            Self::TokenScaduto => "PPT_TOKEN_SCADUTO",
            Self::TokenScadutoKo => "PPT_TOKEN_SCADUTO_KO",
            Self::TokenSconosciuto => "PPT_TOKEN_SCONOSCIUTO",
            Self::VersioneServizio => "PPT_VERSIONE_SERVIZIO",
            Self::WispSessioneSconosciuta => "PPT_WISP_SESSIONE_SCONOSCIUTA",
        }
    }

    /// The fixed text of the code (`faultString`).
    #[must_use]
    pub const fn fault_string(self) -> &'static str {
        match self {
            Self::AttivazioneInCorso => "Attivazione del pagamento in corso",
            Self::Autenticazione => "Errore di autenticazione",
            Self::Autorizzazione => "Il richiedente non ha i diritti per l'operazione",
            Self::CanaleDisabilitato => "Canale conosciuto ma disabilitato da configurazione",
            Self::CanaleErrore => "Errore restituito dal Canale",
            Self::CanaleErroreResponse => {
                "La response ricevuta dal Canale è vuota o non corretta sintatticamente o semanticamente"
            }
            Self::CanaleIndisponibile => "Nessun canale utilizzabile e abilitato",
            Self::CanaleIrraggiungibile => "Errore di connessione verso il Canale",
            Self::CanaleNonrisolvibile => {
                "Il canale non è specificato, e nessun canale risulta utilizzabile secondo configurazione"
            }
            Self::CanaleSconosciuto => "Canale sconosciuto",
            Self::CanaleServizioNonattivo => "Il Servizio Applicativo del Canale non è attivo",
            Self::CanaleTimeout => "Timeout risposta dal Canale",
            Self::CodificaPspSconosciuta => "Valore di codificaInfrastruttura PSP non censito",
            Self::DominioDisabilitato => "Dominio disabilitato",
            Self::DominioSconosciuto => "IdentificativoDominio sconosciuto",
            Self::ErroreEmessoDaPaa => "Errore restituito dall'Ente Creditore",
            Self::ErroreIdempotenza => "Errore idempotenza",
            Self::EsitoGiaAcquisito => {
                "L'esito del pagamento risulta già acquisito dal sistema pagoPA"
            }
            Self::FlussoDuplicato => "Flusso di rendicontazione duplicato",
            Self::IbanAccredito => "IBAN di accredito non corretto",
            Self::IbanNonCensito => {
                "Il codice IBAN indicato dal EC non è presente nella lista degli IBAN comunicati al sistema pagoPA"
            }
            Self::IdFlussoSconosciuto => "Identificativo flusso sconosciuto",
            Self::IntermediarioPaDisabilitato => "Intermediario dominio disabilitato",
            Self::IntermediarioPaSconosciuto => "Identificativo intermediario dominio sconosciuto",
            Self::IntermediarioPspDisabilitato => "Intermediario psp disabilitato",
            Self::IntermediarioPspSconosciuto => "Identificativo intermediario psp sconosciuto",
            Self::MultiBeneficiario => "La chiamata non è compatibile con il nuovo modello PSP",
            Self::PagamentoDuplicato => "Pagamento in attesa risulta concluso al sistema pagoPA",
            Self::PagamentoInCorso => "Pagamento in attesa risulta in corso al sistema pagoPA",
            Self::PagamentoSconosciuto => "Pagamento sconosciuto",
            Self::PspDisabilitato => "PSP conosciuto ma disabilitato da configurazione",
            Self::PspSconosciuto => "PSP sconosciuto",
            Self::Semantica => "Errore semantico",
            Self::ServizioNonattivo => "Servizio non attivo",
            Self::ServizioSconosciuto => "Servizio sconosciuto",
            Self::SintassiExtraxsd => "Errore di sintassi extra XSD",
            Self::SintassiXsd => "Errore di sintassi XSD",
            Self::SoapactionErrata => "SOAPAction errata",
            Self::StazioneIntPaDisabilitata => "Stazione disabilitata",
            Self::StazioneIntPaErroreResponse => "Errore di risposta dalla stazione",
            Self::StazioneIntPaIrraggiungibile => "Errore di connessione verso la Stazione",
            Self::StazioneIntPaSconosciuta => "IdentificativoStazioneRichiedente sconosciuto",
            Self::StazioneIntPaServizioNonattivo => {
                "Il Servizio Applicativo della Stazione non è attivo"
            }
            Self::StazioneIntPaTimeout => "Timeout risposta dalla Stazione",
            Self::Superamentosoglia => {
                "Una qualche soglia fissata per PPT è temporaneamente superata e la richiesta è quindi rifiutata"
            }
            Self::SystemError => "Errore generico",
            Self::TokenScaduto | Self::TokenScadutoKo => "paymentToken is expired",
            Self::TokenSconosciuto => "unknown token",
            Self::VersioneServizio => "Versione del servizio non corretta",
            Self::WispSessioneSconosciuta => "Sessione sconosciuta",
        }
    }

    /// Reads a code. The two spellings of the "service not active" codes are both known.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let code = code.replace("_NON_ATTIVO", "_NONATTIVO");
        Self::ALL
            .iter()
            .copied()
            .find(|fault| fault.as_str() == code)
    }
}

impl std::fmt::Display for FaultCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FaultOrigin {
    /// The origin told by a code's prefix; unknown prefixes are the creditor's own inventions.
    #[must_use]
    pub fn of(code: &str) -> Self {
        if code.starts_with("PPT_") {
            Self::Node
        } else if code.starts_with("CANALE_") {
            Self::Psp
        } else {
            Self::Creditor
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back() {
        for fault in FaultCode::ALL {
            assert_eq!(FaultCode::from_code(fault.as_str()), Some(*fault));
            assert!(!fault.fault_string().is_empty());
        }
        assert_eq!(
            FaultCode::from_code("PPT_STAZIONE_INT_PA_SERVIZIO_NON_ATTIVO"),
            Some(FaultCode::StazioneIntPaServizioNonattivo)
        );
        assert_eq!(FaultCode::from_code("PAA_SEMANTICA"), None);
    }
}
