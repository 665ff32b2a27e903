//! Truth values, integers and floats.

use crate::value::column_type::{Auto, ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

impl ColumnType for bool {
    type Repr = Self;
    const KIND: Kind = Kind::Bool;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        Ok(Value::Bool(self))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.boolean(at)
    }
}

macro_rules! integer {
    ($type:ident, $kind:ident, $expected:literal) => {
        impl ColumnType for $type {
            type Repr = Self;
            const KIND: Kind = Kind::$kind;

            fn repr(&self) -> Option<&Self> {
                Some(self)
            }

            fn into_value(self) -> Result<Value, Unstorable> {
                Ok(Value::$kind(self))
            }

            fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
                row.integer(at)?
                    .map(Self::try_from)
                    .transpose()
                    .map_err(|_| Unreadable::expected($expected))
            }
        }
    };
}

integer!(i16, I16, "an integer of 16 bits");

integer!(i32, I32, "an integer of 32 bits");

integer!(i64, I64, "an integer of 64 bits");

/// Stored as a signed integer of 64 bits, with a CHECK that keeps it within 0 and 4,294,967,295.
impl ColumnType for u32 {
    type Repr = Self;
    const KIND: Kind = Kind::I64;
    const LEAST: Option<i64> = Some(0);
    const GREATEST: Option<i64> = Some(4_294_967_295);

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        Ok(Value::I64(i64::from(self)))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.integer(at)?
            .map(Self::try_from)
            .transpose()
            .map_err(|_| Unreadable::expected("an integer from 0 to 4,294,967,295"))
    }
}

impl Auto for i32 {
    fn generate(_: chrono::DateTime<chrono::Utc>) -> Option<Self> {
        None
    }
}

impl Auto for i64 {
    fn generate(_: chrono::DateTime<chrono::Utc>) -> Option<Self> {
        None
    }
}

macro_rules! float {
    ($type:ident, $kind:ident) => {
        impl ColumnType for $type {
            type Repr = Self;
            const KIND: Kind = Kind::$kind;

            fn repr(&self) -> Option<&Self> {
                Some(self)
            }

            fn into_value(self) -> Result<Value, Unstorable> {
                if !self.is_finite() {
                    return Err(Unstorable::new("finite", "must be a finite number"));
                }
                // MySQL has no negative zero: it is stored as zero everywhere.
                Ok(Value::$kind(if self == 0.0 { 0.0 } else { self }))
            }

            // The column was written from this type, so the way back loses nothing.
            #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast)]
            fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
                Ok(row.float(at)?.map(|value| value as $type))
            }
        }
    };
}

float!(f32, F32);

float!(f64, F64);
