//! Decimal numbers, under the feature `decimal`.
#![cfg(feature = "decimal")]

use rust_decimal::Decimal;

use crate::value::class;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// Stored without trailing zeros, so that equal numbers are equal on every database: `1.50` comes
/// back as `1.5`.
impl ColumnType for Decimal {
    type Repr = Self;
    type Class = class::Plain;
    const KIND: Kind = Kind::Decimal;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        Ok(Value::Decimal(self.normalize().to_string()))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.decimal(at)?
            .map(|text| text.parse())
            .transpose()
            .map_err(|_| Unreadable::expected("a decimal number"))
    }
}
