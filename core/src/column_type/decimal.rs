//! Decimal numbers, under the feature `decimal`.
#![cfg(feature = "decimal")]

use rust_decimal::Decimal;

use super::{ColumnType, Unstorable};
use crate::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// Kept with its scale: `1.50` comes back as `1.50`.
impl ColumnType for Decimal {
    type Repr = Self;
    const KIND: Kind = Kind::Decimal;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        Ok(Value::Decimal(self.to_string()))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.decimal(at)?
            .map(|text| text.parse())
            .transpose()
            .map_err(|_| Unreadable::expected("a decimal number"))
    }
}
