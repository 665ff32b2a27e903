//! [`LoadKey`]: a value of a column as the key of a map in memory.

use uuid::Uuid;

use crate::value::Value;

/// The most values in one statement. More than one statement is needed only for more rows than
/// this.
pub(crate) const MAX_BIND_PARAMS: usize = 16_384;

/// A value that rows are looked up by. Integers are equal whatever their width.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum LoadKey {
    Integer(i64),
    Uuid(Uuid),
    Text(String),
    /// A value of another kind, encoded.
    Bytes(Vec<u8>),
}

impl LoadKey {
    /// Returns the key; none for a null, which is related to no row.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null(_) => return None,
            Value::I16(value) => Self::Integer(i64::from(*value)),
            Value::I32(value) => Self::Integer(i64::from(*value)),
            Value::I64(value) => Self::Integer(*value),
            Value::Uuid(value) => Self::Uuid(*value),
            Value::Text(text) => Self::Text(text.clone()),
            value => {
                let mut bytes = Vec::new();
                value.encode(&mut bytes);
                Self::Bytes(bytes)
            }
        })
    }
}
