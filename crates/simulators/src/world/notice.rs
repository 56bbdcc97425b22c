use domain::{Amount, CreditorFiscalCode, Invalid, NoticeKey, NoticeNumber};
use serde::{Deserialize, Serialize};

/// How the creditor's station treats a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Behaviour {
    /// It can be paid, once.
    Payable,
    /// As [`Self::Payable`], but paGetPaymentV2 asks for 7.30 euro more than paVerifyPaymentNotice.
    AmountChanges,
    /// `PAA_PAGAMENTO_SCADUTO`.
    Expired,
    /// `PAA_PAGAMENTO_ANNULLATO`.
    Canceled,
    /// `PAA_PAGAMENTO_DUPLICATO`.
    Paid,
    /// `PAA_PAGAMENTO_IN_CORSO`.
    InProgress,
    /// Answers well, after 10 s: later than the node waits.
    Slow,
    /// HTTP 503.
    Unavailable,
    /// The connection breaks in the middle of the answer.
    HangUp,
    /// An answer that is not XML.
    NotXml,
    /// An answer to another question.
    WrongRoot,
    /// Outcome `KO` without a fault.
    KoWithoutFault,
    /// Can be paid; the first receipt is refused with `PAA_SYSTEM_ERROR`.
    ReceiptRefusedOnce,
}

/// A part of a notice's amount.
#[derive(Clone, Copy, Debug)]
pub struct DemoTransfer {
    /// Who receives it.
    pub creditor: &'static str,
    /// The account.
    pub iban: &'static str,
    /// How much.
    pub amount: Amount,
    /// Taxonomy code.
    pub category: &'static str,
}

/// A notice of the sandbox.
#[derive(Clone, Copy, Debug)]
pub struct DemoNotice {
    /// The creditor.
    pub creditor: &'static str,
    /// The notice, with right check digits.
    pub number: &'static str,
    /// What is paid for.
    pub description: &'static str,
    /// What is due.
    pub amount: Amount,
    /// How the station treats it.
    pub behaviour: Behaviour,
    /// To whom the money goes; they sum up to the amount.
    pub transfers: &'static [DemoTransfer],
}

impl DemoNotice {
    /// Creditor and notice.
    pub fn key(&self) -> Result<NoticeKey, Invalid> {
        Ok(NoticeKey {
            creditor: CreditorFiscalCode::parse(self.creditor)?,
            notice_number: NoticeNumber::parse(self.number)?,
        })
    }
}

/// An amount known to be in range.
const fn cents(cents: u64) -> Amount {
    match Amount::from_cents(cents) {
        Ok(amount) => amount,
        Err(_) => Amount::MAX,
    }
}

const COMUNE: &str = "77777777777";
const REGIONE: &str = "66666666666";

macro_rules! comune {
    ($number:literal, $cents:literal, $behaviour:ident, $description:literal) => {
        DemoNotice {
            creditor: COMUNE,
            number: $number,
            description: $description,
            amount: cents($cents),
            behaviour: Behaviour::$behaviour,
            transfers: &[DemoTransfer {
                creditor: COMUNE,
                iban: "IT60X0542811101000000123456",
                amount: cents($cents),
                category: "9/0101108TS/",
            }],
        }
    };
}

/// The number of [`NOTICES`].
pub const NOTICE_COUNT: usize = 21;

/// Every single notice of the sandbox. The cents of the last five choose what the PSP does:
/// [`psp::Behaviour`](crate::psp::Behaviour).
pub const NOTICES: [DemoNotice; NOTICE_COUNT] = [
    comune!(
        "302000000001234559",
        12_050,
        Payable,
        "TARI 2026 - rata unica"
    ),
    DemoNotice {
        creditor: COMUNE,
        number: "302000000000200037",
        description: "Concessione edilizia con diritti regionali",
        amount: cents(8_000),
        behaviour: Behaviour::Payable,
        transfers: &[
            DemoTransfer {
                creditor: COMUNE,
                iban: "IT60X0542811101000000123456",
                amount: cents(5_000),
                category: "9/0101108TS/",
            },
            DemoTransfer {
                creditor: REGIONE,
                iban: "IT06Y0200801600000000006666",
                amount: cents(3_000),
                category: "9/0201102TS/",
            },
        ],
    },
    comune!(
        "302000000000300014",
        6_500,
        Expired,
        "Mensa scolastica, scaduta"
    ),
    comune!("302000000000400084", 9_900, Canceled, "Multa annullata"),
    comune!("302000000000500061", 4_200, Paid, "Multa già pagata"),
    comune!(
        "302000000000600038",
        7_500,
        AmountChanges,
        "Multa che cresce dopo la verifica"
    ),
    comune!(
        "302000000000700015",
        3_100,
        Slow,
        "Ente che risponde dopo 10 secondi"
    ),
    comune!(
        "302000000000800085",
        3_200,
        Unavailable,
        "Ente fuori servizio (HTTP 503)"
    ),
    comune!(
        "302000000000900062",
        3_300,
        NotXml,
        "Ente che non risponde in XML"
    ),
    comune!(
        "302000000001000039",
        3_400,
        WrongRoot,
        "Ente che risponde ad altro"
    ),
    comune!(
        "302000000001100016",
        3_500,
        KoWithoutFault,
        "Ente che rifiuta senza dire perché"
    ),
    comune!(
        "302000000001200086",
        3_600,
        HangUp,
        "Ente che interrompe la risposta"
    ),
    comune!(
        "302000000001300063",
        4_200,
        Payable,
        "Multa per divieto di sosta"
    ),
    comune!(
        "302000000001400040",
        5_500,
        ReceiptRefusedOnce,
        "Ricevuta accettata la seconda volta"
    ),
    comune!(
        "302000000001500017",
        2_700,
        InProgress,
        "Pagamento in corso presso l'ente"
    ),
    comune!("302000000000160009", 1_091, Payable, "PSP che rifiuta"),
    comune!(
        "302000000000170016",
        1_092,
        Payable,
        "PSP che risponde senza senso"
    ),
    comune!(
        "302000000000180023",
        1_093,
        Payable,
        "PSP che risponde dopo 10 secondi"
    ),
    comune!(
        "302000000000190030",
        1_094,
        Payable,
        "PSP con esito negativo"
    ),
    comune!(
        "302000000000200138",
        1_095,
        Payable,
        "PSP che non manda l'esito"
    ),
    DemoNotice {
        creditor: REGIONE,
        number: "301000000000100020",
        description: "Tassa automobilistica 2026",
        amount: cents(21_234),
        behaviour: Behaviour::Payable,
        transfers: &[DemoTransfer {
            creditor: REGIONE,
            iban: "IT06Y0200801600000000006666",
            amount: cents(21_234),
            category: "9/0201102TS/",
        }],
    },
];

/// A notice of the first creditor that its station does not know (`PAA_PAGAMENTO_SCONOSCIUTO`).
pub const UNKNOWN_NOTICE: &str = "302000000000999938";

/// A notice of the first creditor whose station cannot be reached
/// ([`UNREACHABLE_STATION`](super::UNREACHABLE_STATION)).
pub const UNREACHABLE_NOTICE: &str = "399000000000010064";

/// Notices of the first creditor that begin so are all payable, without being listed: for load
/// tests, which need many.
pub const SERIES_PREFIX: &str = "3029";

/// What each notice of the series costs.
pub const SERIES_AMOUNT: Amount = cents(1_000);

/// How many different notices the series has.
const SERIES_LENGTH: u64 = 1_000_000_000_000;

/// The notice number `index` of the series; it begins again after 10¹².
pub fn series_notice(index: u64) -> Result<NoticeKey, Invalid> {
    let base = format!("{SERIES_PREFIX}{:012}", index % SERIES_LENGTH);
    let check = base.parse::<u64>().unwrap_or_default() % 93;
    Ok(NoticeKey {
        creditor: CreditorFiscalCode::parse(COMUNE)?,
        notice_number: NoticeNumber::parse(&format!("{base}{check:02}"))?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::Iban;

    use super::*;

    #[test]
    fn every_notice_is_valid_and_stands_once() {
        let keys: HashSet<_> = NOTICES.iter().map(|n| n.key().unwrap()).collect();
        assert_eq!(keys.len(), NOTICE_COUNT);
        for key in keys {
            let right = key.notice_number.has_valid_check_digits();
            assert_eq!(right, Some(true), "{key}");
            assert!(!key.notice_number.as_str().starts_with(SERIES_PREFIX));
        }
        for other in [UNKNOWN_NOTICE, UNREACHABLE_NOTICE] {
            let other = NoticeNumber::parse(other).unwrap();
            assert_eq!(other.has_valid_check_digits(), Some(true));
        }
        let series = series_notice(7).unwrap();
        assert_eq!(series.notice_number.has_valid_check_digits(), Some(true));
    }

    #[test]
    fn transfers_sum_up_and_have_valid_accounts() {
        for notice in &NOTICES {
            let sum = Amount::checked_sum(notice.transfers.iter().map(|t| t.amount));
            assert_eq!(sum, Some(notice.amount), "{}", notice.number);
            for transfer in notice.transfers {
                assert!(Iban::parse(transfer.iban).unwrap().is_valid());
            }
        }
    }
}
