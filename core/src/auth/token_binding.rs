//! [`TokenBinding`]: the columns of an account that its tokens are bound to.

use std::fmt;

use crate::table::access::Access;
use crate::value::Value;

/// Collects the columns that tokens are bound to: the password hash, the `bool` fields, the roles
/// and the generated columns of an account. When one of them changes, tokens that were issued
/// before are void.
#[derive(Default)]
pub struct TokenBinding {
    #[cfg_attr(not(feature = "tokens"), allow(dead_code, reason = "read by tokens"))]
    bytes: zeroize::Zeroizing<Vec<u8>>,
}

impl TokenBinding {
    /// Adds the value of one column, after the name of its field.
    pub fn add<T>(&mut self, column: &Access<T>, value: T) {
        let value = (column.store)(value).unwrap_or_else(|_| Value::Null(column.def().kind));
        self.part(column.def().field.as_bytes());
        value.encode(&mut self.bytes);
    }

    /// Adds the login.
    #[cfg(feature = "tokens")]
    pub(crate) fn add_login(&mut self, login: Option<&str>) {
        // No field has this name.
        self.part(b"login\0");
        self.part(login.unwrap_or_default().as_bytes());
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
        f.debug_struct("TokenBinding").finish_non_exhaustive()
    }
}
