//! Booleans, integers and floats.

use crate::value::class;
use crate::value::column_type::{Auto, ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

impl ColumnType for bool {
    type Repr = Self;
    type Class = class::Plain;
    const KIND: Kind = Kind::Bool;
    const ALWAYS_READABLE: bool = true;

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

/// An integer, stored as a signed one that holds all of it. An unsigned one has a CHECK of its
/// range.
macro_rules! integer {
    ($type:ident, $kind:ident($stored:ident), $expected:literal $(, 0 to $greatest:literal)?) => {
        impl ColumnType for $type {
            type Repr = Self;
            type Class = class::Plain;
            const KIND: Kind = Kind::$kind;
            const ALWAYS_READABLE: bool = Self::LEAST.is_none();
            $(
                const LEAST: Option<i64> = Some(0);
                const GREATEST: Option<i64> = Some($greatest);
            )?

            fn repr(&self) -> Option<&Self> {
                Some(self)
            }

            fn into_value(self) -> Result<Value, Unstorable> {
                Ok(Value::$kind($stored::from(self)))
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

integer!(i16, I16(i16), "an integer of 16 bits");

integer!(i32, I32(i32), "an integer of 32 bits");

integer!(i64, I64(i64), "an integer of 64 bits");

integer!(u8, I16(i16), "an integer from 0 to 255", 0 to 255);

integer!(u32, I64(i64), "an integer from 0 to 4,294,967,295", 0 to 4_294_967_295);

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
            type Class = class::Plain;
            const KIND: Kind = Kind::$kind;
            const ALWAYS_READABLE: bool = true;

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

            // The column was written from this type, so the conversion back is exact.
            #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast)]
            fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
                Ok(row.float(at)?.map(|value| value as $type))
            }
        }
    };
}

float!(f32, F32);

float!(f64, F64);

#[cfg(test)]
mod tests {
    use crate::value::Value;
    use crate::value::codec::WrittenRow;
    use crate::value::column_type::ColumnType;

    #[test]
    fn an_unsigned_integer_is_read_in_its_range_only() {
        let stored = [-1, 0, 255, 256, 4_294_967_295, 4_294_967_296].map(Value::I64);
        let row = WrittenRow(&stored);
        let eight = [0, 1, 2, 3, 4, 5].map(|at| u8::read(&row, at).ok().flatten());
        assert_eq!(eight, [None, Some(0), Some(255), None, None, None]);
        let wide = [0, 1, 2, 3, 4, 5].map(|at| u32::read(&row, at).ok().flatten());
        assert_eq!(
            wide,
            [None, Some(0), Some(255), Some(256), Some(u32::MAX), None]
        );
    }

    #[test]
    fn the_bounds_of_an_unsigned_integer_are_those_of_its_type() {
        assert_eq!(u8::GREATEST, Some(i64::from(u8::MAX)));
        assert_eq!(u32::GREATEST, Some(i64::from(u32::MAX)));
        assert_eq!(u8::MAX.into_value(), Ok(Value::I16(255)));
        assert_eq!(u32::MAX.into_value(), Ok(Value::I64(4_294_967_295)));
    }
}
