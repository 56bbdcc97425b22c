use domain::{Amount, Iuv, NoticeKey, Outcome, TransactionId};
use jiff::Timestamp;

use crate::outcome::evaluate;
use crate::{
    Authorization, Checkout, CheckoutError, Continuation, Evaluation, Language, PaymentMethod,
    ResultId, Step, Transaction, TransactionStatus,
};

/// The result page: a document that whoever holds its link may read, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomePage {
    /// The transaction, as reference.
    pub transaction: TransactionId,
    /// What the citizen is told, and whether it may still change.
    pub evaluation: Evaluation,
    /// The status.
    pub status: TransactionStatus,
    /// The notices.
    pub lines: Vec<ReceiptLine>,
    /// The sum of the notices.
    pub amount: Amount,
    /// The fee, once a PSP was chosen.
    pub fee: Option<Amount>,
    /// Notices and fee.
    pub total: Option<Amount>,
    /// The PSP's name.
    pub psp_name: Option<String>,
    /// Where the receipt goes, masked; absent once it was sent.
    pub masked_email: Option<String>,
    /// What the browser has still to do for the authorization, if it came here too early.
    pub continuation: Option<Continuation>,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The language of the payment.
    pub language: Language,
}

/// One notice of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptLine {
    /// The notice.
    pub notice: NoticeKey,
    /// The creditor's reference.
    pub creditor_reference_id: Iuv,
    /// The creditor's name.
    pub company_name: String,
    /// What was paid.
    pub description: String,
    /// How much.
    pub amount: Amount,
}

/// The proof of a payment that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The transaction.
    pub transaction: TransactionId,
    /// The notices.
    pub lines: Vec<ReceiptLine>,
    /// The sum of the notices.
    pub amount: Amount,
    /// The fee.
    pub fee: Amount,
    /// What was charged.
    pub total: Amount,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// The PSP's name.
    pub psp_name: String,
    /// The payment type.
    pub method: PaymentMethod,
    /// The circuit and the last four digits, when known.
    pub card: Option<(String, String)>,
    /// The authorization code.
    pub authorization_code: Option<String>,
    /// The retrieval reference number.
    pub rrn: Option<String>,
    /// The language of the payment.
    pub language: Language,
}

impl Checkout {
    /// The result page.
    pub async fn outcome(&self, result: &ResultId) -> Result<OutcomePage, CheckoutError> {
        let found = self.ports.store.find_by_result(result).await?;
        let transaction = found.ok_or(CheckoutError::NotFound)?;
        Ok(page(&transaction))
    }

    /// The receipt, once the payment was made.
    pub async fn receipt(&self, result: &ResultId) -> Result<Receipt, CheckoutError> {
        let found = self.ports.store.find_by_result(result).await?;
        let transaction = found.ok_or(CheckoutError::NotFound)?;
        receipt(&transaction).ok_or_else(|| CheckoutError::NotYet(Step::Outcome(result.clone())))
    }
}

fn page(transaction: &Transaction) -> OutcomePage {
    let order = transaction.order.as_ref();
    let is_waiting = transaction.status == TransactionStatus::AuthorizationRequested;
    OutcomePage {
        transaction: transaction.id.clone(),
        evaluation: evaluate(transaction),
        status: transaction.status,
        lines: lines(transaction),
        amount: transaction.amount(),
        fee: order.map(|order| order.fee.fee),
        total: transaction.total(),
        psp_name: order.map(|order| order.fee.psp_name.clone()),
        masked_email: transaction.email.as_ref().map(ToString::to_string),
        continuation: match &transaction.authorization {
            Authorization::Requested { continuation } if is_waiting => continuation.clone(),
            Authorization::NotRequested
            | Authorization::Requested { .. }
            | Authorization::Completed { .. } => None,
        },
        updated_at: transaction.updated_at,
        language: transaction.language,
    }
}

fn lines(transaction: &Transaction) -> Vec<ReceiptLine> {
    let line = |payment: &crate::Payment| ReceiptLine {
        notice: payment.notice.clone(),
        creditor_reference_id: payment.creditor_reference_id.clone(),
        company_name: payment.company_name.clone(),
        description: payment.description.clone(),
        amount: payment.amount,
    };
    transaction.payments.iter().map(line).collect()
}

/// The receipt of a transaction whose result is positive.
pub(crate) fn receipt(transaction: &Transaction) -> Option<Receipt> {
    let result = transaction.result?;
    if result.outcome != Outcome::Ok {
        return None;
    }
    let order = transaction.order.as_ref()?;
    let operation = transaction.operation()?;
    let card = transaction.card.as_ref();
    Some(Receipt {
        transaction: transaction.id.clone(),
        lines: lines(transaction),
        amount: transaction.amount(),
        fee: order.fee.fee,
        total: order.total,
        paid_at: result.paid_at,
        psp_name: order.fee.psp_name.clone(),
        method: order.method.clone(),
        card: card.map(|card| (card.circuit.clone(), card.last_four_digits.clone())),
        authorization_code: operation.authorization_code.clone(),
        rrn: operation.rrn.clone(),
        language: transaction.language,
    })
}
