//! The list of payments: the one statement that is put together, out of constants and numbers of
//! placeholders only.

use std::fmt::Write as _;
use std::sync::Arc;

use async_trait::async_trait;
use domain::{NoticeKey, PaymentToken};
use node::{
    Audience, PAGE_ROWS_MAX, PaymentQuery, PaymentStatus, PaymentSummary, ReadStore, Trace,
};

use crate::node_scope::{self, key_values};
use crate::payment::PAYMENT;
use crate::query::{Query, Sql, Value};
use crate::row::Row;
use crate::{Store, StoreError, position, trace};

const SELECT: &str = "\
    select payment.creditor
         , payment.notice_number
         , payment.token
         , payment.ordinal
         , payment.status
         , payment.amount
         , payment.description
         , payment.company_name
         , payment.psp
         , payment.activated_at
      from payment
     where ";

const ORDER: &str = " order by payment.activated_at desc, payment.token desc limit ";

/// Collects conditions with their values. Text from outside can only become a value.
pub(crate) struct Filter {
    conditions: String,
    values: Vec<Value>,
}

impl Filter {
    pub(crate) fn new() -> Self {
        Self {
            conditions: String::new(),
            values: Vec::new(),
        }
    }

    /// Adds a condition in which each `?` stands for one of the values.
    fn and(&mut self, condition: &'static str, values: impl IntoIterator<Item = Value>) {
        if !self.conditions.is_empty() {
            self.conditions.push_str(" and ");
        }
        let mut values = values.into_iter();
        for part in condition.split_inclusive('?') {
            match part.strip_suffix('?') {
                Some(text) => {
                    self.conditions.push_str(text);
                    self.placeholder(values.next());
                }
                None => self.conditions.push_str(part),
            }
        }
    }

    fn placeholder(&mut self, value: Option<Value>) {
        debug_assert!(value.is_some(), "every placeholder has its value");
        self.values.extend(value);
        // Writing to a string cannot fail.
        let _ = write!(self.conditions, "${}", self.values.len());
    }

    /// `column in (…)`, where an empty list holds nothing.
    fn and_in(&mut self, column: &'static str, values: Vec<Value>) {
        if values.is_empty() {
            return self.and("1 = 0", []);
        }
        self.and(column, []);
        self.conditions.push_str(" in (");
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.conditions.push_str(", ");
            }
            self.placeholder(Some(value));
        }
        self.conditions.push(')');
    }

    /// Whose payments.
    pub(crate) fn audience(&mut self, audience: &Audience) {
        match audience {
            Audience::Everyone => self.and("1 = 1", []),
            Audience::Creditor(creditor) => {
                self.and("payment.creditor = ?", [creditor.as_str().into()]);
            }
            Audience::Stations(stations) => {
                let stations = stations.iter().map(|station| station.as_str().into());
                self.and_in("payment.station", stations.collect());
            }
            Audience::Psp(psp) => self.and("payment.psp = ?", [psp.as_str().into()]),
        }
    }

    /// A notice number, an IUV or a creditor, each with its own index, or a token.
    fn text(&mut self, text: &str, by_token: Option<&NoticeKey>) {
        let columns = std::iter::repeat_n(Value::from(text), 3);
        match by_token {
            None => self.and(
                "(payment.notice_number = ? or payment.iuv = ? or payment.creditor = ?)",
                columns,
            ),
            Some(key) => self.and(
                "(payment.notice_number = ? or payment.iuv = ? or payment.creditor = ?
                  or (payment.creditor = ? and payment.notice_number = ? and payment.token = ?))",
                columns.chain(key_values(key)).chain([text.into()]),
            ),
        }
    }

    pub(crate) fn payment(&mut self, key: &NoticeKey, token: &PaymentToken) {
        self.and(
            "payment.creditor = ? and payment.notice_number = ? and payment.token = ?",
            key_values(key).into_iter().chain([token.as_str().into()]),
        );
    }

    pub(crate) fn query(self, select: &'static str, tail: &str) -> Query {
        let sql: Arc<str> = format!("{select}{}{tail}", self.conditions).into();
        Query::built(Sql::Built(sql)).bind_all(self.values)
    }

    fn page(mut self, limit: u32) -> Query {
        self.values.push(limit.clamp(1, PAGE_ROWS_MAX).into());
        let tail = format!("{ORDER}${}", self.values.len());
        self.query(SELECT, &tail)
    }
}

/// The statement of a list; `by_token` is the notice of the payment whose token is the text.
pub(crate) fn statement(query: &PaymentQuery, by_token: Option<&NoticeKey>) -> Query {
    let mut filter = Filter::new();
    filter.audience(&query.audience);
    if let Some(text) = &query.text {
        filter.text(text.as_str(), by_token);
    }
    if let Some(status) = query.status {
        filter.and("payment.status = ?", [status.as_str().into()]);
    }
    if let Some(from) = query.from {
        filter.and("payment.activated_at >= ?", [from.into()]);
    }
    if let Some(to) = query.to {
        filter.and("payment.activated_at < ?", [to.into()]);
    }
    if let Some((at, token)) = &query.after {
        filter.and(
            "(payment.activated_at, payment.token) < (?, ?)",
            [(*at).into(), token.as_str().into()],
        );
    }
    filter.page(query.limit)
}

fn read(row: &Row) -> Result<PaymentSummary, StoreError> {
    let row = row.of(&PAYMENT);
    Ok(PaymentSummary {
        token: row.parse("token", PaymentToken::parse)?,
        notice: position::read_key(row)?,
        status: row.named("status", PaymentStatus::from_name)?,
        amount: row.number("amount")?,
        description: row.parse("description", str::parse)?,
        company_name: row.parse("company_name", str::parse)?,
        psp: row.parse("psp", str::parse)?,
        activated_at: row.instant("activated_at")?,
    })
}

#[async_trait]
impl ReadStore for Store {
    async fn list_payments(
        &self,
        query: PaymentQuery,
    ) -> Result<Vec<PaymentSummary>, node::StoreError> {
        let mut connection = self.core.read().await?;
        let token = query
            .text
            .as_ref()
            .map(|text| PaymentToken::parse(text.as_str()));
        let by_token = match token {
            Some(Ok(token)) => node_scope::find_notice(&mut connection, &token).await?,
            Some(Err(_)) | None => None,
        };
        let list = statement(&query, by_token.as_ref());
        let rows = connection.fetch_all(list).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn find_trace(
        &self,
        audience: Audience,
        token: PaymentToken,
    ) -> Result<Option<Trace>, node::StoreError> {
        let find = self.core.snapshot(move |connection| {
            Box::pin(async move { trace::find(connection, &audience, &token).await })
        });
        Ok(find.await?)
    }
}

#[cfg(test)]
mod tests {
    use domain::{StationId, Text};

    use super::*;

    #[test]
    fn text_from_outside_never_becomes_sql() {
        let evil = "x' or '1'='1";
        let query = PaymentQuery {
            audience: Audience::Stations(vec![StationId::parse(evil).unwrap()]),
            text: Some(Text::parse(evil).unwrap()),
            status: Some(PaymentStatus::Paid),
            from: None,
            to: None,
            after: None,
            limit: 1_000,
        };
        let query = statement(&query, None);
        let sql = query.sqlite.into_str();
        assert!(!sql.as_str().contains(evil), "{}", sql.as_str());
        assert!(sql.as_str().ends_with("limit $6"), "{}", sql.as_str());
        assert_eq!(query.values.len(), 6);
    }
}
