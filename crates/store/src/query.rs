//! Statements and the values bound to them, the same for both engines.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use domain::Amount;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

/// A value bound to a placeholder. The tables know three types only.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! value_from {
    ($($from:ty => $variant:ident($value:ident) $into:expr),+ $(,)?) => {
        $(
            impl From<$from> for Value {
                fn from($value: $from) -> Self {
                    Self::$variant(Some($into))
                }
            }

            impl From<Option<$from>> for Value {
                fn from(value: Option<$from>) -> Self {
                    Self::$variant(value.map(|$value| $into))
                }
            }
        )+
    };
}

value_from! {
    i64 => Integer(value) value,
    u32 => Integer(value) i64::from(value),
    u8 => Integer(value) i64::from(value),
    bool => Integer(value) i64::from(value),
    Amount => Integer(value) i64::from(value),
    Timestamp => Integer(value) value.as_microsecond(),
    &str => Text(value) value.to_owned(),
    String => Text(value) value,
    &[u8] => Bytes(value) value.to_vec(),
    Vec<u8> => Bytes(value) value,
}

/// The text of a statement. Nothing from outside ever becomes part of it.
#[derive(Clone, Debug)]
pub(crate) enum Sql {
    Static(&'static str),
    /// Put together by [`MultiRow`] or by the list of payments, out of constants.
    Built(Arc<str>),
}

impl Sql {
    pub(crate) fn into_str(self) -> SqlStr {
        match self {
            Self::Static(sql) => sql.into_sql_str(),
            Self::Built(sql) => AssertSqlSafe(sql).into_sql_str(),
        }
    }
}

/// The rare statement that differs between the engines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PerEngine {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// The same select, locking its rows where several writers work at a time.
macro_rules! locking {
    ($sql:expr) => {
        $crate::query::PerEngine {
            sqlite: $sql,
            postgres: concat!($sql, " for update"),
        }
    };
}
pub(crate) use locking;

/// A statement with its values.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) sqlite: Sql,
    pub(crate) postgres: Sql,
    pub(crate) values: Vec<Value>,
}

impl Query {
    pub(crate) fn new(sql: &'static str) -> Self {
        Self::built(Sql::Static(sql))
    }

    pub(crate) fn built(sql: Sql) -> Self {
        Self {
            sqlite: sql.clone(),
            postgres: sql,
            values: Vec::new(),
        }
    }

    pub(crate) fn per_engine(sql: PerEngine) -> Self {
        Self {
            sqlite: Sql::Static(sql.sqlite),
            postgres: Sql::Static(sql.postgres),
            values: Vec::new(),
        }
    }

    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(crate) fn bind_all(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.values.extend(values);
        self
    }
}

/// The most rows of one `insert`.
pub(crate) const INSERT_ROWS_MAX: usize = 128;

/// An `insert` of many rows. The statements for 1, 2, 4 … [`INSERT_ROWS_MAX`] rows are put together
/// once, so that both engines can keep them prepared.
pub(crate) struct MultiRow {
    /// `insert into … (…) values`
    head: &'static str,
    columns: usize,
    /// What follows the values.
    tail: &'static str,
    statements: [OnceLock<Arc<str>>; 8],
}

impl MultiRow {
    pub(crate) const fn new(head: &'static str, columns: usize, tail: &'static str) -> Self {
        Self {
            head,
            columns,
            tail,
            statements: [const { OnceLock::new() }; 8],
        }
    }

    /// The inserts of all rows, in order.
    pub(crate) fn queries(&'static self, rows: Vec<Vec<Value>>) -> Vec<Query> {
        let mut rows = rows.into_iter();
        let mut queries = Vec::new();
        while rows.len() > 0 {
            let power = rows.len().min(INSERT_ROWS_MAX).ilog2();
            let count = 1_usize << power;
            let Some(statement) = usize::try_from(power)
                .ok()
                .and_then(|power| self.statements.get(power))
            else {
                debug_assert!(false, "128 rows are the eighth statement");
                break;
            };
            let sql = statement.get_or_init(|| self.statement(count));
            let values = rows.by_ref().take(count).flatten();
            queries.push(Query::built(Sql::Built(Arc::clone(sql))).bind_all(values));
        }
        queries
    }

    fn statement(&self, rows: usize) -> Arc<str> {
        let mut sql = String::from(self.head);
        for row in 0..rows {
            sql.push_str(if row == 0 { " (" } else { ", (" });
            for column in 1..=self.columns {
                let comma = if column == 1 { "" } else { ", " };
                // Writing to a string cannot fail.
                let _ = write!(sql, "{comma}${}", row * self.columns + column);
            }
            sql.push(')');
        }
        sql.push_str(self.tail);
        sql.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static PAIRS: MultiRow = MultiRow::new("insert into pair (a, b) values", 2, " returning a");

    #[test]
    fn many_rows_become_inserts_of_powers_of_two() {
        let rows = |count: i64| (0..count).map(|n| vec![n.into(), n.into()]).collect();
        let sizes = |count| {
            let queries = PAIRS.queries(rows(count));
            queries
                .iter()
                .map(|q| q.values.len() / 2)
                .collect::<Vec<_>>()
        };
        assert_eq!(sizes(0).len(), 0);
        assert_eq!(sizes(7), [4, 2, 1]);
        assert_eq!(sizes(300), [128, 128, 32, 8, 4]);
        let queries = PAIRS.queries(rows(2));
        assert_eq!(
            queries[0].sqlite.clone().into_str().as_str(),
            "insert into pair (a, b) values ($1, $2), ($3, $4) returning a"
        );
    }
}
