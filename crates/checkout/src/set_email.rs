use domain::EmailAddress;

use crate::changes::EmailChange;
use crate::service::keep;
use crate::{
    Changes, Checkout, CheckoutError, EmailProblem, JourneySecret, Step, TransactionStatus,
};

impl Checkout {
    /// Takes the address for the receipt, typed twice.
    pub async fn set_email(
        &self,
        secret: &JourneySecret,
        email: &str,
        confirmation: &str,
    ) -> Result<(), CheckoutError> {
        let current = self.current(secret).await?;
        if current.journey.verification.is_none() {
            return Err(CheckoutError::NotYet(Step::Summary));
        }
        let email = read(email, confirmation).map_err(CheckoutError::Email)?;
        let now = self.now();
        let address = email.clone();
        self.change_journey(secret, move |mut journey| {
            journey.email = Some(address);
            keep(journey, now)
        })
        .await?;
        if let Some(transaction) = current.transaction {
            self.change(&transaction.id, move |transaction| {
                if transaction.status != TransactionStatus::Activated {
                    return Changes::none();
                }
                Changes {
                    email: EmailChange::Set(email),
                    ..Changes::events(now, Vec::new())
                }
            })
            .await?;
        }
        Ok(())
    }
}

fn read(email: &str, confirmation: &str) -> Result<EmailAddress, EmailProblem> {
    let (email, confirmation) = (email.trim(), confirmation.trim());
    if email.is_empty() {
        return Err(EmailProblem::Missing);
    }
    let address = EmailAddress::parse(email).map_err(|_| EmailProblem::Malformed)?;
    if confirmation.is_empty() {
        return Err(EmailProblem::ConfirmationMissing);
    }
    // Nobody's mailbox depends on the case of its letters; what was typed first is kept.
    if email.eq_ignore_ascii_case(confirmation) {
        Ok(address)
    } else {
        Err(EmailProblem::Different)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_in_an_address_has_its_own_answer() {
        let cases = [
            ("", "", EmailProblem::Missing),
            ("mario", "mario", EmailProblem::Malformed),
            ("m@example.it", " ", EmailProblem::ConfirmationMissing),
            ("m@example.it", "n@example.it", EmailProblem::Different),
        ];
        for (email, confirmation, problem) in cases {
            assert_eq!(read(email, confirmation), Err(problem), "{email}");
        }
        let address = read(" m@example.it ", "M@example.it").unwrap();
        assert_eq!(address.as_str(), "m@example.it");
    }
}
