//! Rows of payments.

use domain::{
    ChannelId, CreditorBrokerId, IdempotencyKey, PaymentToken, PspBrokerId, PspId, StationId, Text,
    TransactionId,
};
use jiff::Timestamp;
use node::{Payment, PaymentStatus, PspRoute};

use crate::StoreError;
use crate::position::read_key;
use crate::query::Query;
use crate::row::{Row, Table, TableRow};

pub(crate) static PAYMENT: Table = Table {
    name: "payment",
    // Not the token: whoever knows it may report the payment.
    key: &["creditor", "notice_number", "ordinal"],
};

pub(crate) static PAYMENT_DEADLINE: Table = Table {
    name: "payment_deadline",
    key: &["creditor", "notice_number"],
};

/// The columns that [`read`] reads, of a table called `payment`.
macro_rules! payment_columns {
    () => {
        "
         , payment.token
         , payment.ordinal
         , payment.status
         , payment.activated_by
         , payment.psp
         , payment.psp_broker
         , payment.channel
         , payment.station
         , payment.creditor_broker
         , payment.idempotency_key
         , payment.activated_at
         , payment.valid_to
         , payment.payment_note
         , payment.data
         , payment.transaction_id
         , payment.outcome
         , payment.version
"
    };
}

macro_rules! load {
    ($condition:literal) => {
        concat!(
            "select position.creditor
                  , position.notice_number
                  , position.status as position_status
                  , position.activation_pending_until
                  , position.version as position_version",
            payment_columns!(),
            " from position
              left join payment
                on payment.creditor = position.creditor
               and payment.notice_number = position.notice_number
             where ",
            $condition,
            " order by position.creditor, position.notice_number, payment.ordinal"
        )
    };
}

/// One position with its payments, oldest first.
pub(crate) const LOAD_ONE: &str = load!("position.creditor = $1 and position.notice_number = $2");

/// Several positions with their payments.
pub(crate) const LOAD_MANY: &str = load!(
    "(position.creditor, position.notice_number) in
     (values ($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10))"
);

/// The positions of payments.
pub(crate) const FIND_NOTICES: &str = "\
    select token
         , creditor
         , notice_number
      from payment_token
     where token in ($1, $2, $3, $4, $5)";

const INSERT: &str = "\
    insert into payment
         ( creditor
         , notice_number
         , token
         , ordinal
         , status
         , activated_by
         , psp
         , psp_broker
         , channel
         , station
         , creditor_broker
         , idempotency_key
         , activated_at
         , valid_to
         , payment_note
         , iuv
         , amount
         , description
         , company_name
         , data
         , transaction_id
         , outcome
         , version
         )
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
         , $20, $21, $22, $23)";

const INSERT_TOKEN: &str = "\
    insert into payment_token (token, creditor, notice_number)
    values ($1, $2, $3)";

const UPDATE: &str = "\
    update payment
       set status = $4
         , psp = $5
         , psp_broker = $6
         , channel = $7
         , valid_to = $8
         , transaction_id = $9
         , outcome = $10
         , version = $11
     where creditor = $1
       and notice_number = $2
       and token = $3
       and version = $12";

// A row stands as long as somebody has to look at the payment when its time has passed.
const INSERT_DEADLINE: &str = "\
    insert into payment_deadline (creditor, notice_number, token, transaction_id, valid_to)
    values ($1, $2, $3, $4, $5)
    on conflict (creditor, notice_number, token) do update
       set transaction_id = excluded.transaction_id
         , valid_to = excluded.valid_to";

const DELETE_DEADLINE: &str = "\
    delete from payment_deadline
     where creditor = $1
       and notice_number = $2
       and token = $3";

/// Until when a payment may stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deadline {
    transaction: Option<TransactionId>,
    valid_to: Timestamp,
}

impl Deadline {
    /// Of a payment under way without transaction, or of one that the PSP may or may not know.
    fn of(payment: &Payment) -> Option<Self> {
        let waits = match payment.status {
            PaymentStatus::Paying => payment.transaction.is_none(),
            PaymentStatus::PaymentUnknown => payment.transaction.is_some(),
            PaymentStatus::PaymentReserved
            | PaymentStatus::PaymentSent
            | PaymentStatus::PaymentAccepted
            | PaymentStatus::PaymentRefused
            | PaymentStatus::PaymentSendError
            | PaymentStatus::Paid
            | PaymentStatus::Failed
            | PaymentStatus::Cancelled
            | PaymentStatus::NoticeGenerated
            | PaymentStatus::NoticeSent
            | PaymentStatus::Notified => false,
        };
        waits.then(|| Self {
            transaction: payment.transaction.clone(),
            valid_to: payment.valid_to,
        })
    }
}

/// A payment with what the store knows of it besides.
#[derive(Clone, Debug)]
pub(crate) struct PaymentState {
    /// As it shall be saved; its recipients are saved by themselves.
    pub(crate) payment: Payment,
    /// 1 for the first of its position.
    pub(crate) ordinal: i64,
    /// The deadline as it was loaded.
    pub(crate) loaded_deadline: Option<Deadline>,
    /// As it was loaded; 0 for a new one.
    pub(crate) loaded_version: i64,
    /// As it will be saved.
    pub(crate) version: i64,
}

impl PaymentState {
    /// The statement that saves a changed payment.
    pub(crate) fn update(&self) -> Result<Query, StoreError> {
        let payment = &self.payment;
        Ok(Query::new(UPDATE)
            .bind(payment.notice.creditor.as_str())
            .bind(payment.notice.notice_number.as_str())
            .bind(payment.token.as_str())
            .bind(payment.status.as_str())
            .bind(payment.route.psp.as_str())
            .bind(payment.route.broker.as_str())
            .bind(payment.route.channel.as_str())
            .bind(payment.valid_to)
            .bind(payment.transaction.as_ref().map(TransactionId::as_str))
            .bind(outcome_json(payment)?)
            .bind(self.version)
            .bind(self.loaded_version))
    }

    /// The statement that adds a new payment.
    pub(crate) fn insert(&self) -> Result<Query, StoreError> {
        let payment = &self.payment;
        Ok(Query::new(INSERT)
            .bind(payment.notice.creditor.as_str())
            .bind(payment.notice.notice_number.as_str())
            .bind(payment.token.as_str())
            .bind(self.ordinal)
            .bind(payment.status.as_str())
            .bind(payment.activated_by.as_str())
            .bind(payment.route.psp.as_str())
            .bind(payment.route.broker.as_str())
            .bind(payment.route.channel.as_str())
            .bind(payment.station.as_str())
            .bind(payment.creditor_broker.as_str())
            .bind(payment.idempotency_key.as_ref().map(IdempotencyKey::as_str))
            .bind(payment.valid_from)
            .bind(payment.valid_to)
            .bind(payment.payment_note.as_ref().map(Text::as_str))
            .bind(payment.data.creditor_reference_id.as_str())
            .bind(payment.data.amount)
            .bind(payment.data.description.as_str())
            .bind(payment.data.company_name.as_str())
            .bind(serde_json::to_string(&payment.data)?)
            .bind(payment.transaction.as_ref().map(TransactionId::as_str))
            .bind(outcome_json(payment)?)
            .bind(self.version))
    }

    /// The statement that moves its deadline, if it has moved.
    pub(crate) fn move_deadline(&self) -> Option<Query> {
        let deadline = Deadline::of(&self.payment);
        if deadline == self.loaded_deadline {
            return None;
        }
        let sql = deadline
            .as_ref()
            .map_or(DELETE_DEADLINE, |_| INSERT_DEADLINE);
        let query = Query::new(sql)
            .bind(self.payment.notice.creditor.as_str())
            .bind(self.payment.notice.notice_number.as_str())
            .bind(self.payment.token.as_str());
        Some(match deadline {
            None => query,
            Some(deadline) => query
                .bind(deadline.transaction.as_ref().map(TransactionId::as_str))
                .bind(deadline.valid_to),
        })
    }

    /// The statement that leads from its token to its position.
    pub(crate) fn insert_token(&self) -> Query {
        Query::new(INSERT_TOKEN)
            .bind(self.payment.token.as_str())
            .bind(self.payment.notice.creditor.as_str())
            .bind(self.payment.notice.notice_number.as_str())
    }
}

fn outcome_json(payment: &Payment) -> Result<Option<String>, StoreError> {
    let outcome = payment.outcome.as_ref();
    Ok(outcome.map(serde_json::to_string).transpose()?)
}

/// The payment of a row that joins a position and a payment, if there is one; without recipients.
pub(crate) fn read(row: &Row) -> Result<Option<PaymentState>, StoreError> {
    let row = row.of(&PAYMENT);
    let Some(token) = row.parse_option("token", PaymentToken::parse)? else {
        return Ok(None);
    };
    let version = row.get("version")?;
    let payment = read_payment(row, token)?;
    Ok(Some(PaymentState {
        loaded_deadline: Deadline::of(&payment),
        payment,
        ordinal: row.get("ordinal")?,
        loaded_version: version,
        version,
    }))
}

fn read_payment(row: TableRow<'_>, token: PaymentToken) -> Result<Payment, StoreError> {
    Ok(Payment {
        token,
        notice: read_key(row)?,
        status: row.named("status", PaymentStatus::from_name)?,
        activated_by: row.parse("activated_by", PspId::parse)?,
        route: PspRoute {
            psp: row.parse("psp", PspId::parse)?,
            broker: row.parse("psp_broker", PspBrokerId::parse)?,
            channel: row.parse("channel", ChannelId::parse)?,
        },
        station: row.parse("station", StationId::parse)?,
        creditor_broker: row.parse("creditor_broker", CreditorBrokerId::parse)?,
        idempotency_key: row.parse_option("idempotency_key", IdempotencyKey::parse)?,
        valid_from: row.instant("activated_at")?,
        valid_to: row.instant("valid_to")?,
        payment_note: row.parse_option("payment_note", Text::parse)?,
        data: row.json("data")?,
        transaction: row.parse_option("transaction_id", TransactionId::parse)?,
        outcome: row.json_option("outcome")?,
        recipients: Vec::new(),
    })
}
