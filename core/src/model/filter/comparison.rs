//! The operators of every column.

use crate::model::Model;
use crate::model::argument::Argument;
use crate::model::column::Column;
use crate::model::filter::Filter;
use crate::model::filter::operators::operators;
use crate::stmt::condition::Condition;
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::stmt::operator::{Comparison, Operator};
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::column_type::{ColumnType, Unstorable};

/// The type of a column that can be null.
#[diagnostic::on_unimplemented(
    message = "this column is never null: it holds `{Self}`, not `Option<{Self}>`",
    label = "never null",
    note = "a field of type `Option<..>` can be null"
)]
pub trait Nullable {}

impl<T: ColumnType> Nullable for Option<T> {}

/// A type whose columns have the method `is_in`: none.
#[diagnostic::on_unimplemented(
    message = "there is no `is_in`",
    label = "write `in_list`",
    note = "a list of values is passed to `in_list`; a condition on the row that a foreign key points to, to `is` of its relation"
)]
pub trait HasIsIn {}

/// Text is compared by code points. NULL is found by `is_null`:
///
/// ```compile_fail,E0277
/// # use fivefold::prelude::*;
/// # #[model] #[derive(Debug)] pub struct User { pub id: Id<User>, pub nick: Option<String> }
/// let nameless = User::NICK.eq(None);
/// ```
impl<M: Model, T: ColumnType, R> Column<M, T, R> {
    operators!(Argument<T> => Filter<M>, "the column");

    /// Refuses to compile, with the method to use instead.
    #[doc(hidden)]
    pub fn is_in<V>(self, _: V) -> Filter<M>
    where
        T: HasIsIn,
    {
        Filter::any_of([])
    }

    /// Returns the condition that the column is a value from `least` to `greatest`, both included.
    pub fn between<V: Argument<T>, W: Argument<T>>(self, least: V, greatest: W) -> Filter<M> {
        self.ge(least).and(self.le(greatest))
    }

    fn compare<V: Argument<T>>(self, comparison: Comparison, value: V) -> Filter<M> {
        let is_truncated = value.is_truncated();
        let value = self.value(value);
        self.filter(|column| {
            Ok(Condition::compared(
                column,
                comparison,
                value?,
                is_truncated,
            ))
        })
    }

    fn null(self, is: bool) -> Filter<M> {
        self.filter(|column| Ok(Condition::column(column, Operator::Null { is })))
    }

    fn list<V: Argument<T>>(self, values: impl IntoIterator<Item = V>, is: bool) -> Filter<M> {
        let values = values.into_iter().filter_map(|value| {
            // No row has a value that was truncated.
            let is_truncated = value.is_truncated();
            let value = self.value(value);
            (!is_truncated || value.is_err()).then_some(value)
        });
        let values = values.collect::<BuildResult<Vec<_>>>();
        self.filter(|column| Ok(Condition::listed(column, values?, is)))
    }

    fn filter(
        self,
        condition: impl FnOnce(&'static ColumnDef) -> BuildResult<Condition>,
    ) -> Filter<M> {
        Filter::of(self.def().and_then(condition))
    }

    fn value(self, value: impl Argument<T>) -> BuildResult<Value> {
        value.into_argument().map_err(|reason| self.invalid(reason))
    }
}

impl<M: Model, T, R> Column<M, T, R> {
    /// Returns the description of the column.
    pub(crate) fn def(self) -> BuildResult<&'static ColumnDef> {
        let def = M::table().columns().get(self.position());
        def.ok_or_else(|| self.invalid(Unstorable::new("column", "is not a column of the model")))
    }

    pub(crate) fn invalid(self, reason: Unstorable) -> InvalidArgument {
        InvalidArgument {
            table: M::table(),
            position: self.position(),
            reason,
        }
    }
}
