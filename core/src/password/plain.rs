//! [`Password`]: a password in plain text, as clients send it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use zeroize::Zeroizing;

/// A password in plain text: the type in `…Create` and `…Update` of a field that is a
/// [`PasswordHash`](crate::PasswordHash).
///
/// It is wiped from memory when it is dropped, its `Debug` prints `Password(..)`, and it has no
/// `Serialize`. The buffer of the request body is not wiped.
///
/// ```
/// use fivefold::Password;
///
/// let typed: Password = serde_json::from_str(r#""a horse, correct""#)?;
/// assert_eq!(format!("{typed:?}"), "Password(..)");
/// assert_eq!(typed.expose(), "a horse, correct");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// ```compile_fail,E0277
/// let typed = fivefold::Password::from("a horse, correct");
/// serde_json::to_string(&typed);
/// ```
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Returns the text. This is the only access to it, so that every use can be found.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

/// Compares in constant time for passwords of the same length.
impl PartialEq for Password {
    fn eq(&self, other: &Self) -> bool {
        same(self.0.as_bytes(), other.0.as_bytes())
    }
}

impl Eq for Password {}

/// Returns true for equal bytes, in a time that depends on the lengths only.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    let mut difference = 0;
    for (one, other) in one.iter().zip(other) {
        difference |= one ^ other;
    }
    one.len() == other.len() && std::hint::black_box(difference) == 0
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Password;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a password")
            }

            fn visit_str<E>(self, text: &str) -> Result<Password, E> {
                Ok(Password::from(text))
            }

            fn visit_string<E>(self, text: String) -> Result<Password, E> {
                Ok(Password::from(text))
            }
        }

        deserializer.deserialize_string(Text).map_err(|error| {
            // A value that is not text may be a password of the wrong type, which serde's own
            // message would repeat. A field that is missing has no value.
            if error.to_string().starts_with("missing field `") {
                error
            } else {
                serde::de::Error::custom("expected a password, as text")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Password;

    #[derive(Debug, serde::Deserialize)]
    struct Body {
        password: Password,
    }

    #[test]
    fn a_missing_password_was_called_one_of_the_wrong_type() {
        let said = |body: &str| {
            let body = serde_json::from_str::<Body>(body);
            body.map_or_else(
                |error| error.to_string(),
                |body| format!("{:?}", body.password),
            )
        };
        assert!(said("{}").starts_with("missing field `password` at line 1"));
        for wrong in [
            "12345678",
            "null",
            "true",
            "[\"x\"]",
            "{\"missing field `x`\": 1}",
        ] {
            let said = said(&format!("{{\"password\": {wrong}}}"));
            assert!(
                said.starts_with("expected a password, as text at line 1"),
                "{said}"
            );
        }
        assert_eq!(
            said("{\"password\": \"missing field `x`\"}"),
            "Password(..)"
        );
    }
}
