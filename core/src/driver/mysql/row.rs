//! Rows of MariaDB and MySQL, read from the bytes of their binary protocol.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sqlx::mysql::types::{MySqlTime, MySqlTimeSign};
use sqlx::mysql::{MySql, MySqlRow, MySqlTypeInfo, MySqlValueRef};
use sqlx::{Column as _, Decode, Row as _, Type, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use crate::value::Kind;
use crate::value::row::{Row, Unreadable};

/// A row that was received.
pub(in crate::driver) struct RowRef<'r>(pub(super) &'r MySqlRow);

impl<'r> RowRef<'r> {
    /// Returns the value, if the type of its column fits; None for NULL.
    fn get(
        &self,
        index: usize,
        fits: fn(&MySqlTypeInfo) -> bool,
        kind: Kind,
    ) -> Result<Option<MySqlValueRef<'r>>, Unreadable> {
        let wrong = || Unreadable::expected(kind.description());
        let value = self.0.try_get_raw(index).map_err(|_| wrong())?;
        if is_null(&value) {
            return Ok(None);
        }
        if fits(&value.type_info()) {
            Ok(Some(value))
        } else {
            Err(wrong())
        }
    }

    fn decoded<T: Decode<'r, MySql>>(
        &self,
        index: usize,
        fits: fn(&MySqlTypeInfo) -> bool,
        kind: Kind,
    ) -> Result<Option<T>, Unreadable> {
        self.get(index, fits, kind)?
            .map(T::decode)
            .transpose()
            .map_err(|_| Unreadable::expected(kind.description()))
    }
}

/// Returns true for NULL. `ValueRef::is_null` of sqlx is also true for the zero date `0000-00-00`.
fn is_null(value: &MySqlValueRef<'_>) -> bool {
    <&[u8] as Decode<MySql>>::decode(value.clone()).is_err()
}

/// Returns true for text in any collation. The flag BINARY does not tell: text columns with a
/// binary collation have it too.
fn is_text(info: &MySqlTypeInfo) -> bool {
    <str as Type<MySql>>::compatible(info)
}

fn is_bytes(info: &MySqlTypeInfo) -> bool {
    <[u8] as Type<MySql>>::compatible(info) && !is_text(info)
}

fn is_truth(info: &MySqlTypeInfo) -> bool {
    matches!(info.name(), "BOOLEAN" | "TINYINT")
}

/// MariaDB has no JSON type; MySQL has, and a table that the SDK did not create may use it.
fn is_json(info: &MySqlTypeInfo) -> bool {
    is_text(info) || info.name() == "JSON"
}

fn is_decimal(info: &MySqlTypeInfo) -> bool {
    info.name() == "DECIMAL"
}

impl crate::value::row::sealed::Row for RowRef<'_> {}

impl Row for RowRef<'_> {
    fn width(&self) -> usize {
        self.0.len()
    }

    fn name(&self, index: usize) -> Option<&str> {
        self.0.columns().get(index).map(|column| column.name())
    }

    fn is_null(&self, index: usize) -> bool {
        self.0
            .try_get_raw(index)
            .map_or(true, |value| is_null(&value))
    }

    fn boolean(&self, index: usize) -> Result<Option<bool>, Unreadable> {
        match self.decoded::<i8>(index, is_truth, Kind::Bool)? {
            None => Ok(None),
            Some(0) => Ok(Some(false)),
            Some(1) => Ok(Some(true)),
            Some(_) => Err(Unreadable::expected(Kind::Bool.description())),
        }
    }

    fn integer(&self, index: usize) -> Result<Option<i64>, Unreadable> {
        self.decoded(index, <i64 as Type<MySql>>::compatible, Kind::I64)
    }

    fn float(&self, index: usize) -> Result<Option<f64>, Unreadable> {
        self.decoded(index, <f64 as Type<MySql>>::compatible, Kind::F64)
    }

    fn text(&self, index: usize) -> Result<Option<&str>, Unreadable> {
        self.decoded(index, is_text, Kind::Text)
    }

    fn bytes(&self, index: usize) -> Result<Option<&[u8]>, Unreadable> {
        self.decoded(index, is_bytes, Kind::Bytes)
    }

    fn uuid(&self, index: usize) -> Result<Option<Uuid>, Unreadable> {
        self.decoded(index, is_bytes, Kind::Uuid)
    }

    fn timestamp(&self, index: usize) -> Result<Option<DateTime<Utc>>, Unreadable> {
        let fits = <NaiveDateTime as Type<MySql>>::compatible;
        let found: Option<NaiveDateTime> = self.decoded(index, fits, Kind::Timestamp)?;
        Ok(found.map(|naive| naive.and_utc()))
    }

    fn date(&self, index: usize) -> Result<Option<NaiveDate>, Unreadable> {
        self.decoded(index, <NaiveDate as Type<MySql>>::compatible, Kind::Date)
    }

    fn time(&self, index: usize) -> Result<Option<NaiveTime>, Unreadable> {
        let wrong = || Unreadable::expected(Kind::Time.description());
        // A TIME can be negative, and longer than a day.
        let found: Option<MySqlTime> =
            self.decoded(index, <MySqlTime as Type<MySql>>::compatible, Kind::Time)?;
        match found {
            Some(time) if time.sign() == MySqlTimeSign::Negative => Err(wrong()),
            Some(time) => time.try_into().map(Some).map_err(|_| wrong()),
            None => Ok(None),
        }
    }

    fn json(&self, index: usize) -> Result<Option<&str>, Unreadable> {
        self.decoded(index, is_json, Kind::Json)
    }

    fn decimal(&self, index: usize) -> Result<Option<Cow<'_, str>>, Unreadable> {
        let found: Option<&str> = self.decoded(index, is_decimal, Kind::Decimal)?;
        Ok(found.map(|text| Cow::Borrowed(shortest(text))))
    }
}

/// Returns the number without the zeros that pad it to the scale of its column, which may exceed
/// that of the Rust type.
fn shortest(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::shortest;

    #[test]
    fn a_decimal_loses_the_zeros_after_the_point_and_no_others() {
        for (text, expected) in [
            ("1.5000", "1.5"),
            ("100.0000", "100"),
            ("-0.0010", "-0.001"),
            ("0.0000", "0"),
            ("100", "100"),
        ] {
            assert_eq!(shortest(text), expected);
        }
    }
}
