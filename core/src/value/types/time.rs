//! Instants, dates and times of day, in whole microseconds.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SubsecRound, Timelike, Utc};

use crate::value::class;
use crate::value::column_type::{Auto, ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// The digits of a second that are stored: PostgreSQL and MariaDB store microseconds.
const DIGITS: u16 = 6;

fn storable_year(year: i32) -> Result<(), Unstorable> {
    // All databases have these years, and their text of fixed width sorts by time.
    if (1..=9999).contains(&year) {
        Ok(())
    } else {
        Err(Unstorable::new("year", "must be in the years 1 to 9999"))
    }
}

/// Refuses a leap second, which chrono represents by more than a second of nanoseconds.
fn storable_nanosecond(nanosecond: u32) -> Result<(), Unstorable> {
    if nanosecond < 1_000_000_000 {
        Ok(())
    } else {
        Err(Unstorable::new(
            "leap_second",
            "is a leap second, which databases do not store; use the second before or after",
        ))
    }
}

/// Truncated to microseconds, not rounded, when the value is set.
impl ColumnType for DateTime<Utc> {
    type Repr = Self;
    type Class = class::Plain;
    const KIND: Kind = Kind::Timestamp;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        storable_year(self.year())?;
        storable_nanosecond(self.nanosecond())?;
        Ok(Value::Timestamp(self.trunc_subsecs(DIGITS)))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.timestamp(at)
    }
}

impl Auto for DateTime<Utc> {
    fn generate(now: DateTime<Utc>) -> Option<Self> {
        Some(now)
    }
}

impl ColumnType for NaiveDate {
    type Repr = Self;
    type Class = class::Plain;
    const KIND: Kind = Kind::Date;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        storable_year(self.year())?;
        Ok(Value::Date(self))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.date(at)
    }
}

/// Truncated to microseconds, not rounded, when the value is set.
impl ColumnType for NaiveTime {
    type Repr = Self;
    type Class = class::Plain;
    const KIND: Kind = Kind::Time;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        storable_nanosecond(self.nanosecond())?;
        Ok(Value::Time(self.trunc_subsecs(DIGITS)))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.time(at)
    }
}
