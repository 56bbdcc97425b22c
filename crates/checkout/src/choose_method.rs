use domain::{Amount, local_date};
use gec::{Fee, FeeQuery, NoticeToPay};

use crate::service::{Current, keep};
use crate::{
    Checkout, CheckoutError, Journey, JourneySecret, Payment, PaymentMethod, Step, TouchPoint,
    Transaction,
};

/// A payment type that can be chosen, with what it will cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodOffer {
    /// The payment type.
    pub method: PaymentMethod,
    /// The lowest fee.
    pub fee_min: Amount,
    /// The highest fee.
    pub fee_max: Amount,
}

impl Checkout {
    /// The payment types that some PSP offers for this payment, cards first.
    pub async fn list_methods(
        &self,
        secret: &JourneySecret,
    ) -> Result<Vec<MethodOffer>, CheckoutError> {
        let current = self.current(secret).await?;
        require(&current.journey, &Step::Method)?;
        let methods = self.ports.fees.payment_methods(TouchPoint::Checkout);
        Ok(methods
            .into_iter()
            .filter_map(|method| {
                let fees = self.fees(&current, &method);
                let range = fees.iter().map(|fee| fee.fee);
                Some(MethodOffer {
                    fee_min: range.clone().min()?,
                    fee_max: range.max()?,
                    method,
                })
            })
            .collect())
    }

    /// Takes the payment type. The chosen PSP is forgotten when the type changes.
    pub async fn set_method(
        &self,
        secret: &JourneySecret,
        method: PaymentMethod,
    ) -> Result<(), CheckoutError> {
        let current = self.current(secret).await?;
        require(&current.journey, &Step::Method)?;
        if self.fees(&current, &method).is_empty() {
            return Err(CheckoutError::NotOffered(Step::Method));
        }
        let now = self.now();
        self.change_journey(secret, move |mut journey| {
            if journey.method.as_ref() != Some(&method) {
                journey.fee = None;
            }
            journey.method = Some(method);
            keep(journey, now)
        })
        .await?;
        Ok(())
    }

    /// The fees of this payment, by the amounts of our own record.
    pub(crate) fn fees(&self, current: &Current, method: &PaymentMethod) -> Vec<Fee> {
        let (notices, is_all_ccp) = match &current.transaction {
            Some(transaction) => of_payments(transaction),
            None => match &current.journey.verification {
                Some(verification) => (
                    vec![NoticeToPay::of(verification.notice.amount)],
                    verification.notice.is_all_ccp,
                ),
                None => return Vec::new(),
            },
        };
        self.ports.fees.fees(&FeeQuery {
            notices,
            payment_method: Some(method.clone()),
            touch_point: TouchPoint::Checkout,
            issuer: None,
            is_all_ccp,
            on: local_date(self.now()),
        })
    }
}

fn of_payments(transaction: &Transaction) -> (Vec<NoticeToPay>, bool) {
    let payments = &transaction.payments;
    let notice = |payment: &Payment| NoticeToPay {
        amount: payment.amount,
        transfer_categories: payment.transfer_categories.clone(),
        stamp_count: payment.stamp_count,
        transfer_count: payment.transfer_count,
    };
    let is_all_ccp = payments.iter().all(|payment| payment.is_all_ccp);
    (payments.iter().map(notice).collect(), is_all_ccp)
}

/// Fails with the first missing step when one comes before `wanted`.
pub(crate) fn require(journey: &Journey, wanted: &Step) -> Result<(), CheckoutError> {
    match journey.missing_step() {
        Some(missing) if missing != *wanted && precedes(&missing, wanted) => {
            Err(CheckoutError::NotYet(missing))
        }
        _ => Ok(()),
    }
}

fn precedes(first: &Step, second: &Step) -> bool {
    let rank = |step: &Step| match step {
        Step::Notice => 0,
        Step::Summary => 1,
        Step::Email => 2,
        Step::Method => 3,
        Step::Psp => 4,
        Step::Pay => 5,
        Step::Outcome(_) => 6,
    };
    rank(first) < rank(second)
}
