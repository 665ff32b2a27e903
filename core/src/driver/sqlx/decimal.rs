//! Decimal numbers as servers receive them.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The type of a decimal number for sqlx.
#[cfg(feature = "decimal")]
pub(in crate::driver) type Decimal = rust_decimal::Decimal;

/// Without the feature no column has this kind.
#[cfg(not(feature = "decimal"))]
pub(in crate::driver) type Decimal = f64;

/// Parses the text of a [`Value::Decimal`](crate::value::Value::Decimal).
pub(in crate::driver) fn decimal(text: &str) -> Result<Decimal> {
    text.parse().map_err(|_| {
        Error::new(
            ErrorKind::Internal,
            "a decimal number could not be encoded; give it at most 28 digits",
        )
    })
}
