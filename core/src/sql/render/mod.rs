//! Renders statements to SQL text and values, for one dialect.

pub(crate) mod delimited;
pub(crate) mod groups;
pub(crate) mod insert;
pub(crate) mod json;
pub(crate) mod list;
pub(crate) mod operator;
#[cfg(all(fivefold_faults, feature = "testing"))]
pub(crate) mod planted;
pub(crate) mod prepared;
pub(crate) mod raw;
pub(crate) mod search;
pub(crate) mod select;
#[allow(dead_code, reason = "used by some drivers only")]
pub(crate) mod self_reference;
pub(crate) mod update;
pub(crate) mod writer;

#[cfg(test)]
mod tests;

use crate::error::Result;
use crate::sql::dialect::Dialect;

/// Returns raw SQL with the dialect's placeholders, one for each value.
pub(crate) fn raw(text: &str, dialect: &Dialect, values: usize) -> Result<String> {
    let (sql, count) = raw::with_placeholders(text, dialect, 1)?;
    raw::check(count, values)?;
    Ok(sql)
}
