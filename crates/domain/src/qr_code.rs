use std::fmt;

use crate::{Amount, CreditorFiscalCode, Invalid, NoticeNumber, Reason};

/// The text of a notice's QR code: `PAGOPA|002|<notice>|<creditor>|<cents>`.
///
/// The amount is what was due when the notice was printed: payers see it, nobody pays by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    /// The notice.
    pub notice_number: NoticeNumber,
    /// Its creditor.
    pub creditor: CreditorFiscalCode,
    /// What was due when printed.
    pub amount: Amount,
}

impl QrCode {
    /// Reads the payload. Identifier and version must be `PAGOPA` and `002`; the amount has 2 to
    /// 11 digits and may begin with zeros.
    pub fn parse(payload: &str) -> Result<Self, Invalid> {
        let malformed = Invalid::new("qrCode", Reason::Malformed);
        let mut parts = payload.trim().split('|');
        let mut next = || parts.next().ok_or(malformed);
        if next()? != "PAGOPA" || next()? != "002" {
            return Err(malformed);
        }
        let notice_number = NoticeNumber::parse(next()?)?;
        let creditor = CreditorFiscalCode::parse(next()?)?;
        let cents = next()?;
        let is_amount =
            (2..=11).contains(&cents.len()) && cents.bytes().all(|b| b.is_ascii_digit());
        if !is_amount || parts.next().is_some() {
            return Err(malformed);
        }
        let amount = Amount::from_cents(cents.parse().map_err(|_| malformed)?)?;
        Ok(Self {
            notice_number,
            creditor,
            amount,
        })
    }
}

impl fmt::Display for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.amount.cents();
        write!(
            f,
            "PAGOPA|002|{}|{}|{cents:02}",
            self.notice_number, self.creditor
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parsing_what_was_printed_gives_the_same_code(
            notice in "[0-9]{18}", creditor in "[0-9]{11}", cents in 0..=Amount::MAX.cents()
        ) {
            let code = QrCode {
                notice_number: NoticeNumber::parse(&notice).unwrap(),
                creditor: CreditorFiscalCode::parse(&creditor).unwrap(),
                amount: Amount::from_cents(cents).unwrap(),
            };
            prop_assert_eq!(QrCode::parse(&code.to_string()).unwrap(), code);
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "(PAGOPA\\|002\\|)?[0-9|]{0,40}") {
            if let Ok(code) = QrCode::parse(&text) {
                prop_assert!(text.contains(code.notice_number.as_str()));
            }
        }
    }

    #[test]
    fn cents_may_begin_with_zero_and_nothing_else_may_follow() {
        let code = QrCode::parse("PAGOPA|002|302000000001234559|77777777777|0099").unwrap();
        assert_eq!(code.amount.cents(), 99);
        for bad in [
            "PAGOPA|001|302000000001234559|77777777777|0099",
            "pagopa|002|302000000001234559|77777777777|0099",
            "PAGOPA|002|302000000001234559|77777777777|9",
            "PAGOPA|002|302000000001234559|77777777777|123456789012",
            "PAGOPA|002|302000000001234559|77777777777|0099|",
            "PAGOPA|002|302000000001234559|77777777777|00.99",
            "",
        ] {
            assert!(QrCode::parse(bad).is_err(), "{bad}");
        }
    }
}
