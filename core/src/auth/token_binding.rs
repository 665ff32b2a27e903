//! [`TokenBinding`]: the columns of an account that its tokens are bound to.

use std::fmt;

use crate::table::access::Access;
use crate::value::Value;

/// Collects the columns that tokens are bound to: the password hash, the `bool` fields and the
/// roles of an account. When one of them changes, tokens that were issued before are void.
#[derive(Default)]
pub struct TokenBinding {
    #[cfg_attr(not(feature = "tokens"), allow(dead_code, reason = "read by tokens"))]
    bytes: zeroize::Zeroizing<Vec<u8>>,
}

impl TokenBinding {
    /// Adds the value of one column.
    pub fn add<T>(&mut self, column: &Access<T>, value: T) {
        let value = (column.store)(value).unwrap_or_else(|_| Value::Null(column.def().kind));
        self.part(column.def().field.as_bytes());
        match value {
            Value::Null(_) => self.bytes.push(0),
            Value::Bool(value) => self.part(&[u8::from(value)]),
            Value::I16(value) => self.part(&i64::from(value).to_be_bytes()),
            Value::I32(value) => self.part(&i64::from(value).to_be_bytes()),
            Value::I64(value) => self.part(&value.to_be_bytes()),
            Value::F32(value) => self.part(&value.to_be_bytes()),
            Value::F64(value) => self.part(&value.to_be_bytes()),
            Value::Text(value) | Value::Json(value) | Value::Decimal(value) => {
                self.part(value.as_bytes());
            }
            Value::Bytes(value) => self.part(&value),
            Value::Uuid(value) => self.part(value.as_bytes()),
            Value::Timestamp(value) => self.part(&value.timestamp_micros().to_be_bytes()),
            Value::Date(value) => self.part(value.to_string().as_bytes()),
            Value::Time(value) => self.part(value.to_string().as_bytes()),
        }
    }

    /// Adds bytes after their length, so that two different lists of parts never give the same
    /// bytes.
    fn part(&mut self, bytes: &[u8]) {
        self.bytes.push(1);
        self.bytes.extend((bytes.len() as u64).to_be_bytes());
        self.bytes.extend(bytes);
    }

    #[cfg(feature = "tokens")]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Prints nothing of what it holds.
impl fmt::Debug for TokenBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stamp").finish_non_exhaustive()
    }
}
