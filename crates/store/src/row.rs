//! From rows to domain types.

use std::error::Error;
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type};

use crate::StoreError;

/// A table as errors name it.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The columns that name a row; none of them holds personal data.
    pub(crate) key: &'static [&'static str],
}

/// A row of either engine.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What a column can be read as.
pub(crate) trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Column for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl Row {
    /// The row as one of a table's.
    pub(crate) fn of(&self, table: &'static Table) -> TableRow<'_> {
        TableRow { row: self, table }
    }

    fn get<T: Column>(&self, column: &str) -> Result<T, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }

    /// The only column of a row of one number, or nothing.
    pub(crate) fn number_option(&self) -> Result<Option<i64>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(0),
            Self::Postgres(row) => row.try_get(0),
        }?)
    }

    /// A number by its place.
    pub(crate) fn number_at(&self, index: usize) -> Result<i64, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(index),
            Self::Postgres(row) => row.try_get(index),
        }?)
    }

    /// A line of an explanation.
    pub(crate) fn plan_line(&self) -> Result<String, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get("detail"),
            Self::Postgres(row) => row.try_get(0),
        }?)
    }
}

/// A row of a known table.
#[derive(Clone, Copy)]
pub(crate) struct TableRow<'a> {
    row: &'a Row,
    table: &'static Table,
}

impl TableRow<'_> {
    /// A column as it is stored.
    pub(crate) fn get<T: Column>(self, column: &'static str) -> Result<T, StoreError> {
        self.row
            .get(column)
            .map_err(|error| self.inconsistent(column, error))
    }

    /// A text that a domain type accepts.
    pub(crate) fn parse<T, E: Error + Send + Sync + 'static>(
        self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        parse(&text).map_err(|error| self.inconsistent(column, error))
    }

    /// A text that a domain type accepts, or nothing.
    pub(crate) fn parse_option<T, E: Error + Send + Sync + 'static>(
        self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.get(column)?;
        text.map(|text| parse(&text).map_err(|error| self.inconsistent(column, error)))
            .transpose()
    }

    /// A value of an enumeration.
    pub(crate) fn named<T>(
        self,
        column: &'static str,
        from_name: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        from_name(&text).ok_or_else(|| self.unknown(column))
    }

    /// A value of an enumeration, or nothing.
    pub(crate) fn named_option<T>(
        self,
        column: &'static str,
        from_name: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.get(column)?;
        text.map(|text| from_name(&text).ok_or_else(|| self.unknown(column)))
            .transpose()
    }

    /// A number that stands for something.
    pub(crate) fn coded<T>(
        self,
        column: &'static str,
        from_code: impl FnOnce(i64) -> Option<T>,
    ) -> Result<T, StoreError> {
        from_code(self.get(column)?).ok_or_else(|| self.unknown(column))
    }

    /// A number that a smaller type, or a checked one, accepts.
    pub(crate) fn number<T: TryFrom<i64>>(self, column: &'static str) -> Result<T, StoreError> {
        let number: i64 = self.get(column)?;
        T::try_from(number).map_err(|_| self.unknown(column))
    }

    /// Such a number, or nothing.
    pub(crate) fn number_option<T: TryFrom<i64>>(
        self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let number: Option<i64> = self.get(column)?;
        number
            .map(|number| T::try_from(number).map_err(|_| self.unknown(column)))
            .transpose()
    }

    /// 0 or 1.
    pub(crate) fn flag(self, column: &'static str) -> Result<bool, StoreError> {
        match self.get::<i64>(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.unknown(column)),
        }
    }

    /// An instant.
    pub(crate) fn instant(self, column: &'static str) -> Result<Timestamp, StoreError> {
        Timestamp::from_microsecond(self.get(column)?)
            .map_err(|error| self.inconsistent(column, error))
    }

    /// An instant, or nothing.
    pub(crate) fn instant_option(
        self,
        column: &'static str,
    ) -> Result<Option<Timestamp>, StoreError> {
        let microsecond: Option<i64> = self.get(column)?;
        microsecond
            .map(|microsecond| {
                Timestamp::from_microsecond(microsecond)
                    .map_err(|error| self.inconsistent(column, error))
            })
            .transpose()
    }

    /// A document.
    pub(crate) fn json<T: DeserializeOwned>(self, column: &'static str) -> Result<T, StoreError> {
        self.parse(column, |text| serde_json::from_str(text))
    }

    /// A document, or nothing.
    pub(crate) fn json_option<T: DeserializeOwned>(
        self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        self.parse_option(column, |text| serde_json::from_str(text))
    }

    /// 32 bytes.
    pub(crate) fn digest(self, column: &'static str) -> Result<[u8; 32], StoreError> {
        let bytes: Vec<u8> = self.get(column)?;
        <[u8; 32]>::try_from(bytes.as_slice()).map_err(|error| self.inconsistent(column, error))
    }

    fn unknown(self, column: &'static str) -> StoreError {
        StoreError::Inconsistent {
            table: self.table.name,
            column,
            row: self.name(),
            source: None,
        }
    }

    fn inconsistent(
        self,
        column: &'static str,
        source: impl Error + Send + Sync + 'static,
    ) -> StoreError {
        StoreError::Inconsistent {
            table: self.table.name,
            column,
            row: self.name(),
            source: Some(Arc::new(source)),
        }
    }

    fn name(self) -> String {
        let part = |column: &&str| {
            let text = self.row.get::<String>(column);
            text.or_else(|_| self.row.get::<i64>(column).map(|number| number.to_string()))
                .unwrap_or_else(|_| "?".into())
        };
        self.table
            .key
            .iter()
            .map(part)
            .collect::<Vec<_>>()
            .join("/")
    }
}
