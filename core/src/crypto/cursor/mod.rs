//! [`Cursor`]: the start or end of a page, as text that a client sends back.

pub(crate) mod key;
pub(crate) mod position;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The start or end of a page of [`Query::page_after`](crate::Query::page_after), as text for the
/// client to send back.
///
/// It is signed together with the model, the conditions, the order and the scope, so it is accepted
/// for the same query only, by the handle that returned it and by those with the same
/// [`cursor_secret`](crate::db::Builder::cursor_secret). It is not encrypted: it contains the
/// values of one row in the columns of the order. All its characters are safe in a URL.
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

    /// Returns the error for a cursor of another query, or one that was not signed here.
    #[cold]
    pub(crate) fn refused() -> Error {
        Error::new(
            ErrorKind::InvalidInput,
            "the cursor is not one of this query; start without one",
        )
    }

    /// Returns the cursor with this text.
    fn of(text: String) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "the sort columns of a row are too long for a cursor; sort by columns of 4 KiB at most",
            ));
        }
        Ok(Self(text))
    }
}

/// # Errors
///
/// [`ErrorKind::InvalidInput`] for more than 8 KiB. The signature is verified by the query that
/// takes the cursor.
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
