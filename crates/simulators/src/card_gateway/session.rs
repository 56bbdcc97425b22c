//! One payment session and its state machine.

use std::collections::HashMap;

use domain::{Amount, Random, local_datetime};
use jiff::Timestamp;
use url::Url;

use super::hosted_field::Language;
use super::message::{
    AdditionalData, Operation, OperationResult, OperationType, Order, RefundResponse, WorkflowState,
};
use super::scenario::{Authentication, TestCard, Verdict, passes_luhn};

/// How long card data may be entered, in seconds (checkout: gateway card session TTL 900 s).
pub(super) const SESSION_LIFETIME_S: i64 = 900;

/// Characters of a card holder's name (`CustomerInfo.cardHolderName`).
const HOLDER_CHARS_MAX: usize = 255;

/// The hosted fields (`FieldId`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum FieldId {
    CardNumber,
    ExpirationDate,
    SecurityCode,
    CardholderName,
}

impl FieldId {
    pub(super) const ALL: [Self; 4] = [
        Self::CardNumber,
        Self::ExpirationDate,
        Self::SecurityCode,
        Self::CardholderName,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::CardNumber => "CARD_NUMBER",
            Self::ExpirationDate => "EXPIRATION_DATE",
            Self::SecurityCode => "SECURITY_CODE",
            Self::CardholderName => "CARDHOLDER_NAME",
        }
    }

    pub(super) fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == id)
    }
}

/// Why a value of a hosted field was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FieldError {
    #[error("the security code has 3 digits, or 4 for AMEX")]
    SecurityCode,
    #[error("the session has expired")]
    SessionExpired,
    #[error("the card number is wrong")]
    CardNumber,
    #[error("the card is not one of the test cards")]
    UnknownCard,
    #[error("the expiry date is wrong or past")]
    ExpirationDate,
    #[error("the card holder's name is missing or too long")]
    CardholderName,
}

impl FieldError {
    /// The official code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::SecurityCode => "HF0001",
            Self::SessionExpired => "HF0003",
            Self::CardNumber => "HF0004",
            Self::UnknownCard => "HF0005",
            Self::ExpirationDate => "HF0006",
            Self::CardholderName => "HF0007",
        }
    }
}

/// What the merchant asked for.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) order: Order,
    pub(super) amount: Amount,
    pub(super) merchant_origin: String,
    pub(super) result_url: Url,
    pub(super) cancel_url: Url,
    pub(super) notification_url: Url,
    pub(super) language: Language,
    /// `CARDS` or an alternative payment method.
    pub(super) service: String,
}

/// The card data entered so far. Of the card only what its test entry tells is kept.
#[derive(Clone, Debug, Default)]
struct Collected {
    card: Option<&'static TestCard>,
    expiry: Option<String>,
    security_code: Option<String>,
    holder: bool,
}

/// What the holder answers on the bank's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Confirm,
    Reject,
    Cancel,
}

/// The step is not possible in the session's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payment is in another state")]
pub(super) struct WrongState;

/// The circumstances of a step.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) now: Timestamp,
    pub(super) random: &'a dyn Random,
}

/// A payment session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) security_token: String,
    pub(super) terms: Terms,
    pub(super) state: WorkflowState,
    pub(super) operation: Option<Operation>,
    pub(super) refund_operation: Option<Operation>,
    pub(super) refunds: HashMap<String, RefundResponse>,
    pub(super) refund_failed_once: bool,
    opened_at: Timestamp,
    collected: Collected,
}

impl Session {
    pub(super) fn open(id: String, terms: Terms, moment: Moment<'_>) -> Self {
        let state = if terms.service == "CARDS" {
            WorkflowState::CardDataCollection
        } else {
            WorkflowState::RedirectedToExternalDomain
        };
        Self {
            id,
            security_token: moment.random.hex::<16>(),
            terms,
            state,
            operation: None,
            refund_operation: None,
            refunds: HashMap::new(),
            refund_failed_once: false,
            opened_at: moment.now,
            collected: Collected::default(),
        }
    }

    /// Whether card data may no longer be entered.
    pub(super) fn has_expired(&self, now: Timestamp) -> bool {
        now.as_second() - self.opened_at.as_second() > SESSION_LIFETIME_S
    }

    /// The test card, once its number was accepted.
    pub(super) fn card(&self) -> Option<&'static TestCard> {
        self.collected.card
    }

    /// Its expiry, `MMYY`.
    pub(super) fn expiry(&self) -> Option<&str> {
        self.collected.expiry.as_deref()
    }

    /// Checks and keeps the value of one hosted field.
    pub(super) fn collect(
        &mut self,
        field: FieldId,
        value: &str,
        now: Timestamp,
    ) -> Result<(), FieldError> {
        let collecting = matches!(
            self.state,
            WorkflowState::CardDataCollection | WorkflowState::ReadyForPayment
        );
        if !collecting || self.has_expired(now) {
            return Err(FieldError::SessionExpired);
        }
        let value = value.trim();
        match field {
            FieldId::CardNumber => {
                let digits: String = value.chars().filter(|c| *c != ' ' && *c != '-').collect();
                if !passes_luhn(&digits) {
                    return Err(FieldError::CardNumber);
                }
                self.collected.card = Some(TestCard::find(&digits).ok_or(FieldError::UnknownCard)?);
            }
            FieldId::ExpirationDate => self.collected.expiry = Some(read_expiry(value, now)?),
            FieldId::SecurityCode => {
                let digits = value.bytes().all(|b| b.is_ascii_digit());
                let length = match self.collected.card {
                    Some(card) => value.len() == card.security_code_digits(),
                    None => (3..=4).contains(&value.len()),
                };
                if !digits || !length {
                    return Err(FieldError::SecurityCode);
                }
                self.collected.security_code = Some(value.to_owned());
            }
            FieldId::CardholderName => {
                if !(1..=HOLDER_CHARS_MAX).contains(&value.chars().count()) {
                    return Err(FieldError::CardholderName);
                }
                self.collected.holder = true;
            }
        }
        Ok(())
    }

    /// Ends the entry of card data (`READY_FOR_PAYMENT`).
    pub(super) fn finish_collection(&mut self) -> Result<(), FieldError> {
        let Collected {
            card,
            expiry,
            security_code,
            holder,
        } = &self.collected;
        let card = card.ok_or(FieldError::CardNumber)?;
        expiry.as_ref().ok_or(FieldError::ExpirationDate)?;
        let code = security_code.as_ref().ok_or(FieldError::SecurityCode)?;
        if code.len() != card.security_code_digits() {
            return Err(FieldError::SecurityCode);
        }
        if !holder {
            return Err(FieldError::CardholderName);
        }
        match self.state {
            WorkflowState::CardDataCollection | WorkflowState::ReadyForPayment => {
                self.state = WorkflowState::ReadyForPayment;
                Ok(())
            }
            WorkflowState::GdiVerification
            | WorkflowState::RedirectedToExternalDomain
            | WorkflowState::PaymentComplete => Err(FieldError::SessionExpired),
        }
    }

    /// Begins the payment of `amount` from hosted fields.
    pub(super) fn confirm(&mut self, amount: Amount, moment: Moment<'_>) -> Result<(), WrongState> {
        let card = self.ready_card()?;
        self.terms.amount = amount;
        match card.authentication {
            Authentication::Frictionless => self.conclude_as(card.verdict, moment),
            Authentication::Method | Authentication::MethodThenChallenge => {
                self.state = WorkflowState::GdiVerification;
            }
            Authentication::Challenge => self.state = WorkflowState::RedirectedToExternalDomain,
        }
        Ok(())
    }

    /// Begins the payment from the gateway's own page, which does the method verification itself.
    pub(super) fn submit_page(&mut self, moment: Moment<'_>) -> Result<(), WrongState> {
        let card = self.ready_card()?;
        match card.authentication {
            Authentication::Frictionless | Authentication::Method => {
                self.conclude_as(card.verdict, moment);
            }
            Authentication::Challenge | Authentication::MethodThenChallenge => {
                self.state = WorkflowState::RedirectedToExternalDomain;
            }
        }
        Ok(())
    }

    fn ready_card(&self) -> Result<&'static TestCard, WrongState> {
        match self.state {
            WorkflowState::ReadyForPayment => self.collected.card.ok_or(WrongState),
            WorkflowState::CardDataCollection
            | WorkflowState::GdiVerification
            | WorkflowState::RedirectedToExternalDomain
            | WorkflowState::PaymentComplete => Err(WrongState),
        }
    }

    /// Ends the 3DS method verification; `true` if this call ended the payment.
    pub(super) fn pass_method(&mut self, moment: Moment<'_>) -> bool {
        match (self.state, self.collected.card) {
            (WorkflowState::GdiVerification, Some(card)) => {
                if card.authentication == Authentication::MethodThenChallenge {
                    self.state = WorkflowState::RedirectedToExternalDomain;
                    return false;
                }
                self.conclude_as(card.verdict, moment);
                true
            }
            _ => false,
        }
    }

    /// Ends the bank's page; `true` if this call ended the payment.
    pub(super) fn decide(&mut self, decision: Decision, moment: Moment<'_>) -> bool {
        if self.state != WorkflowState::RedirectedToExternalDomain {
            return false;
        }
        match decision {
            Decision::Confirm => {
                let verdict = self.collected.card.map_or(Verdict::Executed, |c| c.verdict);
                self.conclude_as(verdict, moment);
            }
            Decision::Reject => self.conclude_as(Verdict::ThreeDsFailed, moment),
            Decision::Cancel => self.conclude_as(Verdict::Canceled, moment),
        }
        true
    }

    /// Gives up before the end; `true` if this call ended the payment.
    pub(super) fn cancel(&mut self, moment: Moment<'_>) -> bool {
        if self.state == WorkflowState::PaymentComplete {
            return false;
        }
        self.conclude_as(Verdict::Canceled, moment);
        true
    }

    /// Turns `PENDING` into `EXECUTED`.
    pub(super) fn settle(&mut self, moment: Moment<'_>) {
        let time = operation_time(moment.now);
        if let Some(operation) = &mut self.operation
            && operation.operation_result == OperationResult::Pending
        {
            operation.operation_result = OperationResult::Executed;
            operation.operation_time = time;
            operation.additional_data.authorization_code = Some(digits(moment.random, 6));
        }
    }

    /// Whether the payment ended with the browser's wish to leave.
    pub(super) fn was_canceled(&self) -> bool {
        self.operation
            .as_ref()
            .is_some_and(|o| o.operation_result == OperationResult::Canceled)
    }

    fn conclude_as(&mut self, verdict: Verdict, moment: Moment<'_>) {
        let code = self.collected.security_code.clone();
        let (result, status) = match verdict {
            Verdict::Executed => (OperationResult::Executed, "000".to_owned()),
            Verdict::PendingThenExecuted => (OperationResult::Pending, "000".to_owned()),
            Verdict::Declined(status) => (OperationResult::Declined, status.to_owned()),
            Verdict::DeclinedBySecurityCode => {
                (OperationResult::Declined, code.unwrap_or_default())
            }
            Verdict::DeniedByRisk => (OperationResult::DeniedByRisk, "102".to_owned()),
            Verdict::ThreeDsFailed => (OperationResult::ThreeDsFailed, "100".to_owned()),
            Verdict::Canceled => (OperationResult::Canceled, "100".to_owned()),
            Verdict::Failed => (OperationResult::Failed, "909".to_owned()),
        };
        self.operation = Some(self.new_operation(result, status, moment));
        self.state = WorkflowState::PaymentComplete;
        // The code is not needed any more; a real gateway may not keep it at all.
        self.collected.security_code = None;
    }

    fn new_operation(
        &self,
        result: OperationResult,
        status: String,
        moment: Moment<'_>,
    ) -> Operation {
        let random = moment.random;
        let card = self.collected.card;
        let end_to_end = random.alphanumeric(20);
        let service = self.terms.service.as_str();
        let is = |name: &str| (service == name).then(|| end_to_end.clone());
        Operation {
            order_id: self.terms.order.order_id.clone().unwrap_or_default(),
            operation_id: digits(random, 18),
            channel: "ECOMMERCE",
            operation_type: OperationType::Authorization,
            operation_result: result,
            operation_time: operation_time(moment.now),
            payment_method: if card.is_some() { "CARD" } else { "APM" },
            payment_circuit: card.map_or(service, |c| c.circuit).to_owned(),
            payment_instrument_info: card.map(|c| format!("***{}", last_four(c.pan))),
            operation_amount: self.terms.amount.cents().to_string(),
            operation_currency: "EUR",
            additional_data: AdditionalData {
                authorization_code: (result == OperationResult::Executed)
                    .then(|| digits(random, 6)),
                authorization_status: status,
                rrn: digits(random, 12),
                three_ds: "FULL_SECURE",
                card_country: "ITA",
                bpay_end_to_end_id: is("BANCOMATPAY"),
                my_bank_end_to_end_id: is("MYBANK"),
            },
            payment_end_to_end_id: end_to_end,
        }
    }
}

/// The last four digits of a card number.
pub(super) fn last_four(pan: &str) -> &str {
    pan.get(pan.len().saturating_sub(4)..).unwrap_or_default()
}

/// `operationTime`: Italian civil time with a space, as the gateway writes it.
pub(super) fn operation_time(now: Timestamp) -> String {
    local_datetime(now)
        .strftime("%Y-%m-%d %H:%M:%S%.3f")
        .to_string()
}

/// Random decimal digits.
pub(super) fn digits(random: &dyn Random, length: usize) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        let rest = length - text.len();
        // 250 is the largest multiple of ten in a byte: beyond it the digits would not be even.
        let drawn = bytes.iter().filter(|byte| **byte < 250).take(rest);
        text.extend(drawn.map(|byte| char::from(b'0' + byte % 10)));
    }
    text
}

/// `MM/YY`, `MMYY` or `MM/YYYY` to `MMYY`, not past.
fn read_expiry(value: &str, now: Timestamp) -> Result<String, FieldError> {
    let plain: String = value.chars().filter(|c| *c != '/' && *c != ' ').collect();
    let all_digits = plain.bytes().all(|b| b.is_ascii_digit());
    let (month, year) = match (all_digits, plain.len()) {
        (true, 4) => (plain.get(..2), plain.get(2..)),
        (true, 6) if plain.get(2..4) == Some("20") => (plain.get(..2), plain.get(4..)),
        _ => (None, None),
    };
    let (Some(month), Some(year)) = (month, year) else {
        return Err(FieldError::ExpirationDate);
    };
    let number = |text: &str| text.parse::<i16>().map_err(|_| FieldError::ExpirationDate);
    let today = local_datetime(now).date();
    let (month_number, year_number) = (number(month)?, 2000 + number(year)?);
    let is_past = (year_number, month_number) < (today.year(), i16::from(today.month()));
    if !(1..=12).contains(&month_number) || is_past {
        return Err(FieldError::ExpirationDate);
    }
    Ok(format!("{month}{year}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_card_is_good_until_the_end_of_its_month() {
        let now = at("2026-11-25T10:00:00Z");
        assert_eq!(read_expiry("11/26", now), Ok("1126".to_owned()));
        assert_eq!(read_expiry("12 / 2030", now), Ok("1230".to_owned()));
        for bad in ["10/26", "13/30", "00/30", "1/30", "", "ab/cd", "12/1930"] {
            assert_eq!(
                read_expiry(bad, now),
                Err(FieldError::ExpirationDate),
                "{bad}"
            );
        }
    }

    #[test]
    fn the_operation_s_time_is_italian() {
        assert_eq!(
            operation_time(at("2026-07-01T10:00:00Z")),
            "2026-07-01 12:00:00.000"
        );
    }
}
