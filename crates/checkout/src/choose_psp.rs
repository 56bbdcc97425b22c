use domain::{Amount, BundleId};
use gec::Fee;

use crate::choose_method::require;
use crate::service::{Current, keep};
use crate::{Checkout, CheckoutError, JourneySecret, PaymentMethod, Step};

/// The PSPs that may handle the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PspList {
    /// The chosen payment type.
    pub method: PaymentMethod,
    /// What is due, without fee.
    pub amount: Amount,
    /// The PSPs, in the order of the fee service.
    pub offers: Vec<Fee>,
    /// The one chosen so far.
    pub chosen: Option<BundleId>,
}

impl Checkout {
    /// The PSPs for the chosen payment type.
    pub async fn list_psps(&self, secret: &JourneySecret) -> Result<PspList, CheckoutError> {
        let current = self.current(secret).await?;
        let method = chosen_method(&current)?;
        let offers = self.fees(&current, &method);
        if offers.is_empty() {
            return Err(CheckoutError::NotOffered(Step::Method));
        }
        let amount = match (&current.transaction, &current.journey.verification) {
            (Some(transaction), _) => transaction.amount(),
            (None, Some(verification)) => verification.notice.amount,
            (None, None) => return Err(CheckoutError::NotYet(Step::Summary)),
        };
        let chosen = current.journey.fee.map(|fee| fee.bundle);
        Ok(PspList {
            method,
            amount,
            chosen: chosen.filter(|bundle| offers.iter().any(|offer| offer.bundle == *bundle)),
            offers,
        })
    }

    /// Takes the PSP, if it is in the list.
    pub async fn choose_psp(
        &self,
        secret: &JourneySecret,
        bundle: &BundleId,
    ) -> Result<(), CheckoutError> {
        let current = self.current(secret).await?;
        let method = chosen_method(&current)?;
        let offers = self.fees(&current, &method);
        let fee = offers.into_iter().find(|offer| offer.bundle == *bundle);
        let fee = fee.ok_or(CheckoutError::NotOffered(Step::Psp))?;
        let now = self.now();
        self.change_journey(secret, move |mut journey| {
            // Another tab may have chosen another type meanwhile: its choice stands.
            if journey.method.as_ref() == Some(&method) {
                journey.fee = Some(fee);
            }
            keep(journey, now)
        })
        .await?;
        Ok(())
    }
}

fn chosen_method(current: &Current) -> Result<PaymentMethod, CheckoutError> {
    require(&current.journey, &Step::Psp)?;
    let method = current.journey.method.clone();
    method.ok_or(CheckoutError::NotYet(Step::Method))
}
