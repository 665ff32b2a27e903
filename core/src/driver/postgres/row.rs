//! Rows of PostgreSQL, read from the bytes of its binary protocol.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::postgres::{PgRow, PgValueRef, Postgres};
use sqlx::{Column as _, Decode, Row as _, ValueRef as _};
use uuid::Uuid;

use crate::driver::postgres::json::VERSION;
use crate::value::Kind;
use crate::value::row::{Row, Unreadable};

/// A row that was received.
pub(in crate::driver) struct RowRef<'r>(pub(super) &'r PgRow);

impl<'r> RowRef<'r> {
    /// Returns the value, if its column has one of these types; None for NULL.
    fn get(
        &self,
        index: usize,
        types: &[u32],
        kind: Kind,
    ) -> Result<Option<PgValueRef<'r>>, Unreadable> {
        let wrong = || Unreadable::expected(kind.description());
        let value = self.0.try_get_raw(index).map_err(|_| wrong())?;
        if value.is_null() {
            return Ok(None);
        }
        let fits = value
            .type_info()
            .oid()
            .is_some_and(|oid| types.contains(&oid.0));
        if fits { Ok(Some(value)) } else { Err(wrong()) }
    }

    /// Returns the bytes of a value of fixed length.
    fn fixed<const N: usize>(
        &self,
        index: usize,
        types: &[u32],
        kind: Kind,
    ) -> Result<Option<[u8; N]>, Unreadable> {
        let Some(value) = self.get(index, types, kind)? else {
            return Ok(None);
        };
        let bytes = value.as_bytes().unwrap_or_default();
        checked(Some(bytes), |bytes| bytes.try_into().ok(), kind)
    }

    fn decoded<T: Decode<'r, Postgres>>(
        &self,
        index: usize,
        types: &[u32],
        kind: Kind,
    ) -> Result<Option<T>, Unreadable> {
        self.get(index, types, kind)?
            .map(T::decode)
            .transpose()
            .map_err(|_| Unreadable::expected(kind.description()))
    }
}

/// The microseconds from 1970-01-01 to 2000-01-01, the epoch of PostgreSQL.
const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// The days from the day before 0001-01-01 to 2000-01-01.
const EPOCH_DAYS: i32 = 730_120;

/// Converts a value that may not be representable in Rust: the ends of the range stand for
/// infinity, at which the decoders of sqlx panic. <https://github.com/transact-rs/sqlx/issues/2234>
fn checked<T, U>(
    found: Option<T>,
    read: impl FnOnce(T) -> Option<U>,
    kind: Kind,
) -> Result<Option<U>, Unreadable> {
    found
        .map(|found| read(found).ok_or(Unreadable::expected(kind.description())))
        .transpose()
}

const BOOL: &[u32] = &[16];

const BYTEA: &[u32] = &[17];

const INTEGERS: &[u32] = &[20, 21, 23];

const FLOATS: &[u32] = &[700, 701];

/// text, varchar, bpchar, name.
const TEXTS: &[u32] = &[25, 1043, 1042, 19];

const DATE: &[u32] = &[1082];

const TIME: &[u32] = &[1083];

const TIMESTAMPTZ: &[u32] = &[1184];

#[cfg(feature = "decimal")]
const NUMERIC: &[u32] = &[1700];

const UUID: &[u32] = &[2950];

const JSON: u32 = 114;

const JSONB: u32 = 3802;

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
            .map_or(true, |value| value.is_null())
    }

    fn boolean(&self, index: usize) -> Result<Option<bool>, Unreadable> {
        self.decoded(index, BOOL, Kind::Bool)
    }

    fn integer(&self, index: usize) -> Result<Option<i64>, Unreadable> {
        self.decoded(index, INTEGERS, Kind::I64)
    }

    fn float(&self, index: usize) -> Result<Option<f64>, Unreadable> {
        let Some(value) = self.get(index, FLOATS, Kind::F64)? else {
            return Ok(None);
        };
        let bytes = value.as_bytes().unwrap_or_default();
        let wide = <[u8; 8]>::try_from(bytes).map(f64::from_be_bytes);
        wide.or_else(|_| <[u8; 4]>::try_from(bytes).map(|bytes| f32::from_be_bytes(bytes).into()))
            .map(Some)
            .map_err(|_| Unreadable::expected(Kind::F64.description()))
    }

    fn text(&self, index: usize) -> Result<Option<&str>, Unreadable> {
        self.decoded(index, TEXTS, Kind::Text)
    }

    fn bytes(&self, index: usize) -> Result<Option<&[u8]>, Unreadable> {
        self.decoded(index, BYTEA, Kind::Bytes)
    }

    fn uuid(&self, index: usize) -> Result<Option<Uuid>, Unreadable> {
        self.decoded(index, UUID, Kind::Uuid)
    }

    fn timestamp(&self, index: usize) -> Result<Option<DateTime<Utc>>, Unreadable> {
        let micros = self
            .fixed(index, TIMESTAMPTZ, Kind::Timestamp)?
            .map(i64::from_be_bytes);
        let instant =
            |micros: i64| DateTime::from_timestamp_micros(micros.checked_add(EPOCH_MICROS)?);
        checked(micros, instant, Kind::Timestamp)
    }

    fn date(&self, index: usize) -> Result<Option<NaiveDate>, Unreadable> {
        let days = self.fixed(index, DATE, Kind::Date)?.map(i32::from_be_bytes);
        let date = |days: i32| NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH_DAYS)?);
        checked(days, date, Kind::Date)
    }

    fn time(&self, index: usize) -> Result<Option<NaiveTime>, Unreadable> {
        self.decoded(index, TIME, Kind::Time)
    }

    fn json(&self, index: usize) -> Result<Option<&str>, Unreadable> {
        let wrong = || Unreadable::expected(Kind::Json.description());
        let Some(value) = self.get(index, &[JSONB, JSON], Kind::Json)? else {
            return Ok(None);
        };
        let bytes = value.as_bytes().map_err(|_| wrong())?;
        let text = match (value.type_info().oid().map(|oid| oid.0), bytes) {
            (Some(JSONB), [VERSION, text @ ..]) => text,
            (Some(JSON), text) => text,
            _ => return Err(wrong()),
        };
        std::str::from_utf8(text).map(Some).map_err(|_| wrong())
    }

    #[cfg(feature = "decimal")]
    fn decimal(&self, index: usize) -> Result<Option<Cow<'_, str>>, Unreadable> {
        let decimal: Option<rust_decimal::Decimal> = self.decoded(index, NUMERIC, Kind::Decimal)?;
        Ok(decimal.map(|decimal| Cow::Owned(decimal.to_string())))
    }

    #[cfg(not(feature = "decimal"))]
    fn decimal(&self, _: usize) -> Result<Option<Cow<'_, str>>, Unreadable> {
        Err(Unreadable::expected(Kind::Decimal.description()))
    }
}
