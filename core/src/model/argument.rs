//! [`Argument`]: the values that a column can be compared with, and [`KeyOf`]: those that a row is
//! found by.

use std::any::Any;

use chrono::{DateTime, NaiveTime, Timelike, Utc};

use crate::error::{Error, Result};
use crate::model::Model;
use crate::value::Value;
use crate::value::column_type::{ColumnType, Unstorable};

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

    /// Returns true where the value to bind is truncated.
    #[doc(hidden)]
    fn is_truncated(&self) -> bool {
        false
    }
}

/// The primary key of a row of the model `M`: a value of its type, mostly an `Id<M>`, or a reference
/// to one, and `&str` for text.
#[diagnostic::on_unimplemented(
    message = "a row of `{M}` is not found by a `{Self}`",
    label = "expected the primary key of `{M}`",
    note = "pass a value of the type of its key, such as `Id<{M}>`, or a reference to one; a key that comes as text is parsed: `text.parse()?`; a row with another unique value is found by `find_by`"
)]
pub trait KeyOf<M: Model>: Argument<M::Key> {}

// The compiler reports the lack of `Argument` as that of `KeyOf`, whose words are about keys.
#[diagnostic::do_not_recommend]
impl<M: Model, A: Argument<M::Key>> KeyOf<M> for A {}

/// Returns true for an instant and a time that are no whole number of microseconds.
pub(crate) fn is_truncated<T: ColumnType>(value: &T) -> bool {
    const MICROSECOND: u32 = 1_000;
    let Some(value) = value.repr() else {
        return false;
    };
    let value: &dyn Any = value;
    let instant = value.downcast_ref::<DateTime<Utc>>();
    let time = value.downcast_ref::<NaiveTime>();
    let nanosecond = instant
        .map(Timelike::nanosecond)
        .or(time.map(Timelike::nanosecond));
    nanosecond.is_some_and(|nanosecond| nanosecond % MICROSECOND != 0)
}

pub(crate) fn key_value<M: Model>(key: impl KeyOf<M>) -> Result<Value> {
    argument::<M, _>(M::table().key_position(), key)
}

pub(crate) fn argument<M: Model, T>(at: usize, value: impl Argument<T>) -> Result<Value> {
    let table = M::table();
    // No row has a finer value, and NULL equals none.
    if value.is_truncated()
        && let Some(column) = table.columns().get(at)
    {
        return Ok(Value::Null(column.kind));
    }
    let value = value.into_argument();
    value.map_err(|reason| Error::unstorable(table, table.field(at), &reason))
}
