//! [`Cursor`]: where a page ends, as a text that a client sends back.

pub(crate) mod key;
pub(crate) mod position;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Where a page of [`Query::page_after`](crate::Query::page_after) ends or begins: a text for the client to send back.
///
/// Only the handle that made it takes it, and only for the same query: it is signed, together with the model, the conditions, the
/// order and the scope. It is not encrypted: it holds what one row has in the columns of the order. It is written in the
/// characters of a URL.
///
/// `Debug` prints `Cursor(..)`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

/// The longest cursor, in bytes.
const LONGEST: usize = 8 << 10;

impl Cursor {
    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The cursor is not of this query, or of nobody.
    #[cold]
    pub(crate) fn refused() -> Error {
        Error::new(
            ErrorKind::InvalidInput,
            "the cursor is not one of this query; start without one",
        )
    }

    /// The text of signed bytes.
    fn of(text: String) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "a row holds too much text to go on after it; sort by shorter columns, those of 4 KiB at most",
            ));
        }
        Ok(Self(text))
    }
}

/// # Errors
///
/// [`ErrorKind::InvalidInput`] for more than 8 KiB. Whether it is a cursor is seen when a query takes it.
impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(Self::refused());
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursor(..)")
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
