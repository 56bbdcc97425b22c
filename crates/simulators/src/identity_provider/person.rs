use super::level::Level;

/// Somebody who can log in at the simulated provider. Nobody real: the addresses are reserved and
/// the fiscal codes were composed for this list (their check characters are right).
#[derive(Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// Fiscal code.
    pub fiscal_code: &'static str,
    /// Given name.
    pub given_name: &'static str,
    /// Family name.
    pub family_name: &'static str,
    /// E-mail address.
    pub email: &'static str,
    /// What the person is meant to be on the platform, in Italian, for the login page.
    pub part: &'static str,
    /// The level that the login reaches.
    pub(super) level: Level,
}

/// The demo people, in the order of the login page.
pub const PEOPLE: [DemoPerson; 6] = [
    DemoPerson {
        fiscal_code: "BNCNNA78E52L219D",
        given_name: "Anna",
        family_name: "Bianchi",
        email: "anna.bianchi@example.org",
        part: "amministratrice di un ente creditore",
        level: Level::L2,
    },
    DemoPerson {
        fiscal_code: "FRRMRC81P03F205J",
        given_name: "Marco",
        family_name: "Ferrari",
        email: "marco.ferrari@example.org",
        part: "amministratore di un prestatore di servizi di pagamento",
        level: Level::L2,
    },
    DemoPerson {
        fiscal_code: "CNTGLI85B60A944L",
        given_name: "Giulia",
        family_name: "Conti",
        email: "giulia.conti@example.org",
        part: "amministratrice di un partner tecnologico",
        level: Level::L2,
    },
    DemoPerson {
        fiscal_code: "GRCPLA74S08H501Y",
        given_name: "Paolo",
        family_name: "Greco",
        email: "paolo.greco@example.org",
        part: "operatore della piattaforma",
        level: Level::L3,
    },
    DemoPerson {
        fiscal_code: "MRNLCU90L17F839A",
        given_name: "Luca",
        family_name: "Marino",
        email: "luca.marino@example.org",
        part: "cittadino senza alcun ruolo",
        level: Level::L2,
    },
    DemoPerson {
        fiscal_code: "RZZLNE88T41G273F",
        given_name: "Elena",
        family_name: "Rizzo",
        email: "elena.rizzo@example.org",
        part: "operatrice con credenziali deboli, insufficienti per il portale",
        level: Level::L1,
    },
];

impl DemoPerson {
    /// The person with this fiscal code.
    pub(super) fn find(fiscal_code: &str) -> Option<&'static Self> {
        static PEOPLE: [DemoPerson; 6] = super::PEOPLE;
        PEOPLE
            .iter()
            .find(|person| person.fiscal_code == fiscal_code)
    }
}

#[cfg(test)]
mod tests {
    use domain::FiscalCode;

    use super::*;

    #[test]
    fn every_demo_fiscal_code_has_its_check_character() {
        for person in &PEOPLE {
            let code = FiscalCode::parse(person.fiscal_code).unwrap();
            assert!(
                code.is_person() && code.has_valid_check_character(),
                "{}",
                person.part
            );
            assert_eq!(DemoPerson::find(person.fiscal_code), Some(person));
        }
        assert_eq!(DemoPerson::find("RSSMRA80A01H501U"), None);
    }
}
