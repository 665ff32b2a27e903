//! [`LoadKey`]: a value of a column as something that can be looked up.

use uuid::Uuid;

use crate::value::Value;

/// The most values in one statement. More than one statement is needed only for more rows than this.
pub(crate) const MAX_BIND_PARAMS: usize = 16_384;

/// A value that can be looked up. None for a null, which is related to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum LoadKey {
    Integer(i64),
    Uuid(Uuid),
    Text(String),
    Bytes(Vec<u8>),
}

impl LoadKey {
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null(_) => return None,
            Value::Bool(value) => Self::Integer(i64::from(*value)),
            Value::I16(value) => Self::Integer(i64::from(*value)),
            Value::I32(value) => Self::Integer(i64::from(*value)),
            Value::I64(value) => Self::Integer(*value),
            Value::F32(value) => Self::Integer(i64::from(value.to_bits())),
            Value::F64(value) => Self::Integer(value.to_bits().cast_signed()),
            Value::Uuid(value) => Self::Uuid(*value),
            Value::Text(text) | Value::Json(text) | Value::Decimal(text) => {
                Self::Text(text.clone())
            }
            Value::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Value::Timestamp(value) => Self::Integer(value.timestamp_micros()),
            Value::Date(value) => Self::Text(value.to_string()),
            Value::Time(value) => Self::Text(value.to_string()),
        })
    }
}
