//! The comparisons of every column.

use crate::model::argument::Argument;
use crate::model::column::Column;
use crate::model::filter::Filter;
use crate::model::{Model, argument};
use crate::stmt::condition::{Comparison, Condition};
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::table::column::ColumnDef;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::{Kind, Value};

/// The type of a column that can be null.
#[diagnostic::on_unimplemented(
    message = "this column is never null: it holds `{Self}`, not `Option<{Self}>`",
    label = "never null",
    note = "a field of type `Option<..>` can be null"
)]
pub trait Nullable {}

impl<T: ColumnType> Nullable for Option<T> {}

impl<M: Model, T: ColumnType, R> Column<M, T, R> {
    /// Returns the rows in which the column holds this value.
    ///
    /// A null is asked for with `is_null`:
    ///
    /// ```compile_fail,E0080
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct User { pub id: Id<User>, pub nick: Option<String> }
    /// let nameless = User::NICK.eq(None);
    /// ```
    pub fn eq<V: Argument<T>>(self, value: V) -> Filter<M> {
        self.compare(Comparison::Equal, value)
    }

    /// Returns the rows in which the column holds another value, or null.
    pub fn ne<V: Argument<T>>(self, value: V) -> Filter<M> {
        self.compare(Comparison::NotEqual, value)
    }

    /// Returns the rows in which the column holds less than this value. Text is compared by its characters' numbers.
    pub fn lt<V: Argument<T>>(self, value: V) -> Filter<M> {
        self.compare(Comparison::Less, value)
    }

    /// Returns the rows in which the column holds this value or less.
    pub fn le<V: Argument<T>>(self, value: V) -> Filter<M> {
        self.compare(Comparison::AtMost, value)
    }

    /// Returns the rows in which the column holds more than this value.
    pub fn gt<V: Argument<T>>(self, value: V) -> Filter<M> {
        self.compare(Comparison::Greater, value)
    }

    /// Returns the rows in which the column holds this value or more.
    pub fn ge<V: Argument<T>>(self, value: V) -> Filter<M> {
        self.compare(Comparison::AtLeast, value)
    }

    /// Returns the rows in which the column holds a value from `least` to `greatest`, both included.
    pub fn between<V: Argument<T>, W: Argument<T>>(self, least: V, greatest: W) -> Filter<M> {
        self.ge(least).and(self.le(greatest))
    }

    /// Returns the rows in which the column is null.
    pub fn is_null(self) -> Filter<M>
    where
        T: Nullable,
    {
        self.null(true)
    }

    /// Returns the rows in which the column is not null.
    pub fn is_not_null(self) -> Filter<M>
    where
        T: Nullable,
    {
        self.null(false)
    }

    /// Returns the rows in which the column holds one of these values; of none, no row.
    ///
    /// One statement takes some 30,000 values.
    pub fn in_list<V: Argument<T>>(self, values: impl IntoIterator<Item = V>) -> Filter<M> {
        self.list(values, true)
    }

    /// Returns the rows in which the column holds none of these values, or null; of none, every row.
    pub fn not_in<V: Argument<T>>(self, values: impl IntoIterator<Item = V>) -> Filter<M> {
        self.list(values, false)
    }

    /// The description of the column.
    pub(crate) fn def(self) -> BuildResult<&'static ColumnDef> {
        let def = M::table().columns().get(self.position());
        def.ok_or_else(|| self.wrong(Unstorable::new("column", "is no column of the model")))
    }

    pub(crate) fn wrong(self, reason: Unstorable) -> InvalidArgument {
        InvalidArgument {
            table: M::table(),
            at: self.position(),
            reason,
        }
    }

    fn compare<V: Argument<T>>(self, comparison: Comparison, value: V) -> Filter<M> {
        const { assert_comparable::<T, V>() };
        Filter::of(self.def().and_then(|column| {
            Ok(Condition::Compare {
                column,
                comparison,
                value: self.value(value)?,
            })
        }))
    }

    fn null(self, is: bool) -> Filter<M> {
        Filter::of(self.def().map(|column| Condition::Null { column, is }))
    }

    fn list<V: Argument<T>>(self, values: impl IntoIterator<Item = V>, is: bool) -> Filter<M> {
        const { assert_comparable::<T, V>() };
        Filter::of(self.def().and_then(|column| {
            let values = values.into_iter().map(|value| self.value(value));
            Ok(Condition::In {
                column,
                values: values.collect::<BuildResult<_>>()?,
                is,
            })
        }))
    }

    fn value(self, value: impl Argument<T>) -> BuildResult<Value> {
        argument::stored(M::table(), self.position(), value).map_err(|reason| self.wrong(reason))
    }
}

/// What cannot be said by a bound is said when the comparison is compiled.
const fn assert_comparable<T: ColumnType, V: Argument<T>>() {
    assert!(
        !V::NULLABLE,
        "a null is equal to nothing; ask with `is_null()`, or pass the value itself"
    );
    assert!(
        !matches!(T::KIND, Kind::Json),
        "databases do not agree on when two JSON documents are equal; compare another column"
    );
}
