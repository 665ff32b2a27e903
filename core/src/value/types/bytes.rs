//! Raw bytes.

use crate::value::class;
use crate::value::column_type::{ColumnType, MAX_VALUE_BYTES, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

impl ColumnType for Vec<u8> {
    type Repr = Self;
    type Class = class::Binary;
    const KIND: Kind = Kind::Bytes;
    const ALWAYS_READABLE: bool = true;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        if self.len() > MAX_VALUE_BYTES {
            return Err(Unstorable::new(
                "size",
                "is longer than 16 MiB; store it elsewhere and keep a reference",
            ));
        }
        Ok(Value::Bytes(self))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        Ok(row.bytes(at)?.map(<[u8]>::to_vec))
    }
}
