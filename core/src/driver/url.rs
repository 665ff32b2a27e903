//! The errors of a URL, which never show a part of it that can be secret.

use crate::error::Error;
use crate::error::kind::ErrorKind;

/// Returns the error for a malformed URL.
pub(in crate::driver) fn invalid(message: &'static str) -> Error {
    Error::new(ErrorKind::Misuse, message)
}

/// Returns the error for a setting that the driver does not know.
pub(in crate::driver) fn unknown_setting(key: &str, known: &str) -> Error {
    let message = format!("the URL has the unknown setting {}; {known}", shown(key));
    Error::new(ErrorKind::Misuse, message)
}

/// Returns the key for a message, if it looks like one: anything else can be part of a password
/// that was not percent-encoded.
fn shown(key: &str) -> String {
    let plain = key.len() <= 32
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if plain {
        format!("`{key}`")
    } else {
        "(not shown)".to_owned()
    }
}
