//! [`Argument`]: the values that a column can be compared with.

use crate::error::{Error, Result};
use crate::model::Model;
use crate::table::Table;
use crate::value::Value;
use crate::value::column_type::Unstorable;

/// A value that can be compared with a column of type `T`: a `T`, a reference to one, and `&str`
/// for text.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with `{Self}`",
    label = "expected `{T}`",
    note = "pass a `{T}` or a reference to one, text also as `&str`; a key that comes as text is parsed: `text.parse()?`"
)]
pub trait Argument<T> {
    /// Returns the value to bind.
    #[doc(hidden)]
    fn into_argument(self) -> Result<Value, Unstorable>;
}

pub(crate) fn key_value<M: Model>(key: impl Argument<M::Key>) -> Result<Value> {
    argument::<M, _>(M::table().key_position(), key)
}

pub(crate) fn argument<M: Model, T>(at: usize, value: impl Argument<T>) -> Result<Value> {
    let table = M::table();
    stored(table, at, value).map_err(|reason| Error::unstorable(table, table.field(at), &reason))
}

/// Returns the value in the form that its column holds.
pub(crate) fn stored<T>(
    table: &'static Table,
    at: usize,
    value: impl Argument<T>,
) -> Result<Value, Unstorable> {
    let value = value.into_argument()?;
    Ok(match table.columns().get(at) {
        Some(column) => column.held(value),
        None => value,
    })
}
