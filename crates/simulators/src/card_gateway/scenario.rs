use serde::Serialize;

/// How the holder of a test card proves who they are (3-D Secure).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Authentication {
    /// Not at all.
    Frictionless,
    /// By the invisible 3DS method page alone (state `GDI_VERIFICATION`).
    Method,
    /// On the bank's page (state `REDIRECTED_TO_EXTERNAL_DOMAIN`).
    Challenge,
    /// By the method page, then on the bank's page.
    MethodThenChallenge,
}

/// What comes of the payment once the holder has not refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// `EXECUTED`: the only success.
    Executed,
    /// `PENDING`, and `EXECUTED` a little later.
    PendingThenExecuted,
    /// `DECLINED` with this `authorizationStatus`.
    Declined(&'static str),
    /// `DECLINED` with the three digits typed as security code as `authorizationStatus`.
    DeclinedBySecurityCode,
    /// `DENIED_BY_RISK`.
    DeniedByRisk,
    /// `THREEDS_FAILED`.
    ThreeDsFailed,
    /// `CANCELED`.
    Canceled,
    /// `FAILED`.
    Failed,
}

/// When the merchant is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Webhook {
    /// Before the browser is sent back (or confirm answers).
    BeforeReturn,
    /// Shortly after the browser has been sent back.
    AfterReturn,
    /// Never: the merchant must ask for the state.
    Lost,
    /// Twice, with one event id.
    Twice,
    /// After [`Timings::late`](super::Timings::late): when the payment token has expired.
    Late,
}

/// How a refund is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefundAnswer {
    /// 200.
    Accepted,
    /// 500 the first time, then 200.
    FailsOnce,
    /// 400 always.
    Refused,
}

/// A card that the simulated gateway knows. Any other number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TestCard {
    /// The number: passes Luhn's check, belongs to nobody.
    pub pan: &'static str,
    /// Its circuit.
    pub circuit: &'static str,
    /// How its holder is authenticated.
    pub authentication: Authentication,
    /// What comes of it.
    pub verdict: Verdict,
    /// When the merchant is told.
    pub webhook: Webhook,
    /// How its refund is answered.
    pub refund: RefundAnswer,
    /// One line for people.
    pub story: &'static str,
}

impl TestCard {
    /// The test card with this number.
    #[must_use]
    pub fn find(pan: &str) -> Option<&'static Self> {
        TEST_CARDS.iter().find(|card| card.pan == pan)
    }

    /// How many digits the security code has.
    #[must_use]
    pub fn security_code_digits(&self) -> usize {
        if self.circuit == "AMEX" { 4 } else { 3 }
    }
}

const PAID: TestCard = TestCard {
    pan: "4000000000000101",
    circuit: "VISA",
    authentication: Authentication::Frictionless,
    verdict: Verdict::Executed,
    webhook: Webhook::AfterReturn,
    refund: RefundAnswer::Accepted,
    story: "Pagamento riuscito, senza autenticazione",
};

/// The number of [`TEST_CARDS`].
pub const TEST_CARD_COUNT: usize = 19;

/// Every test card: any expiry in the future, any holder, any security code of 3 digits (AMEX 4).
pub const TEST_CARDS: [TestCard; TEST_CARD_COUNT] = [
    PAID,
    TestCard {
        pan: "4000000000000200",
        authentication: Authentication::Challenge,
        webhook: Webhook::BeforeReturn,
        story: "Pagamento riuscito, dopo la pagina della banca",
        ..PAID
    },
    TestCard {
        pan: "4000000000000309",
        authentication: Authentication::Method,
        story: "Pagamento riuscito, dopo la verifica invisibile (GDI)",
        ..PAID
    },
    TestCard {
        pan: "5200000000000106",
        circuit: "MASTERCARD",
        authentication: Authentication::MethodThenChallenge,
        webhook: Webhook::BeforeReturn,
        story: "Pagamento riuscito, dopo GDI e pagina della banca",
        ..PAID
    },
    TestCard {
        pan: "370000000000101",
        circuit: "AMEX",
        story: "Pagamento riuscito, codice di sicurezza di 4 cifre",
        ..PAID
    },
    TestCard {
        pan: "4000000000000408",
        verdict: Verdict::Declined("116"),
        story: "Rifiutato: fondi insufficienti (116)",
        ..PAID
    },
    TestCard {
        pan: "5200000000000205",
        circuit: "MASTERCARD",
        verdict: Verdict::Declined("121"),
        story: "Rifiutato: superato il limite della carta (121)",
        ..PAID
    },
    TestCard {
        pan: "4000000000000507",
        verdict: Verdict::DeclinedBySecurityCode,
        story: "Rifiutato con il codice scritto come codice di sicurezza",
        ..PAID
    },
    TestCard {
        pan: "4000000000000606",
        verdict: Verdict::DeniedByRisk,
        story: "Rifiutato dall'analisi del rischio",
        ..PAID
    },
    TestCard {
        pan: "4000000000000705",
        verdict: Verdict::ThreeDsFailed,
        story: "Autenticazione 3DS fallita",
        ..PAID
    },
    TestCard {
        pan: "4000000000000804",
        verdict: Verdict::Canceled,
        story: "Annullato",
        ..PAID
    },
    TestCard {
        pan: "4000000000000903",
        verdict: Verdict::Failed,
        story: "Errore tecnico (FAILED)",
        ..PAID
    },
    TestCard {
        pan: "4000000000001000",
        verdict: Verdict::PendingThenExecuted,
        story: "In attesa, poi riuscito",
        ..PAID
    },
    TestCard {
        pan: "4000000000001109",
        authentication: Authentication::Challenge,
        webhook: Webhook::Lost,
        story: "Riuscito, ma la notifica non arriva mai",
        ..PAID
    },
    TestCard {
        pan: "5200000000000304",
        circuit: "MASTERCARD",
        verdict: Verdict::Declined("100"),
        webhook: Webhook::Lost,
        story: "Rifiutato, e la notifica non arriva mai",
        ..PAID
    },
    TestCard {
        pan: "4000000000001208",
        webhook: Webhook::Twice,
        story: "Riuscito, con la notifica due volte",
        ..PAID
    },
    TestCard {
        pan: "4000000000001307",
        webhook: Webhook::Late,
        story: "Riuscito, con la notifica dopo la scadenza del token",
        ..PAID
    },
    TestCard {
        pan: "4000000000001406",
        refund: RefundAnswer::FailsOnce,
        story: "Riuscito; il primo rimborso risponde 500, il secondo riesce",
        ..PAID
    },
    TestCard {
        pan: "4000000000001505",
        refund: RefundAnswer::Refused,
        story: "Riuscito; il rimborso è sempre rifiutato (400)",
        ..PAID
    },
];

/// Whether the digits pass Luhn's check.
pub(super) fn passes_luhn(digits: &str) -> bool {
    if !(12..=19).contains(&digits.len()) {
        return false;
    }
    let mut sum = 0;
    for (index, c) in digits.chars().rev().enumerate() {
        let Some(digit) = c.to_digit(10) else {
            return false;
        };
        let weighed = if index % 2 == 0 { digit } else { digit * 2 };
        sum += if weighed > 9 { weighed - 9 } else { weighed };
    }
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_test_card_passes_luhn_and_stands_once() {
        let numbers: HashSet<_> = TEST_CARDS.iter().map(|card| card.pan).collect();
        assert_eq!(numbers.len(), TEST_CARD_COUNT);
        assert!(numbers.iter().all(|pan| passes_luhn(pan)));
    }

    #[test]
    fn every_test_card_is_in_the_module_s_description() {
        let description = include_str!("mod.rs");
        for card in &TEST_CARDS {
            let row = format!("| {} | {} |", card.pan, card.circuit);
            assert!(description.contains(&row), "{row}");
        }
    }

    #[test]
    fn a_mistyped_number_is_noticed() {
        assert!(!passes_luhn("4000000000000102"));
        assert!(!passes_luhn("400000000000010x"));
        assert!(!passes_luhn("0"));
    }
}
