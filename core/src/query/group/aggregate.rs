//! [`Aggregate`]: an aggregate of a column over the rows of each group.

use std::fmt;

use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::column::{Column, Visible};
use crate::model::summable::{Summable, TOO_LARGE};
use crate::query::aggregate::too_large;
use crate::stmt::aggregate::Function;
use crate::stmt::group::Measure;
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::stmt::operator::Operand;
use crate::value::class::Sortable;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::projected_row::ProjectedRow;
use crate::value::row::{Row, Unreadable};

/// An aggregate of a column of `M` over the rows of each group, with a value of type `T`:
/// `Item::PRICE.sum()`.
///
/// It is selected, compared in [`Groups::having`](crate::query::Groups::having), or sorted by.
#[must_use = "an aggregate does nothing until groups have it: call `select`, `having` or `order_by`"]
pub struct Aggregate<M, T> {
    column: Column<M, ()>,
    function: Function,
    read: fn(&dyn Row) -> Result<T, Unreadable>,
}

impl<M: Model, T: ColumnType, R> Column<M, T, R> {
    /// Counts the rows of a group in which the column is not null. Of the key, these are all rows.
    pub fn count(self) -> Aggregate<M, u64> {
        let read = |row: &dyn Row| {
            let count = row.integer(0)?.and_then(|count| u64::try_from(count).ok());
            count.ok_or(Unreadable::expected("a number of rows"))
        };
        self.aggregate(Function::Count, read)
    }

    /// Adds up the values of a group; 0 where all are null.
    pub fn sum(self) -> Aggregate<M, T::Sum>
    where
        T: Summable,
        R: Visible,
    {
        self.aggregate(Function::Sum, |row| {
            Ok(T::read_sum(row)?.unwrap_or_default())
        })
    }

    /// Computes the mean of the values of a group; none where all are null.
    pub fn avg(self) -> Aggregate<M, Option<T::Mean>>
    where
        T: Summable,
        R: Visible,
    {
        self.aggregate(Function::Average, T::read_mean)
    }

    /// Returns the least value of a group; none where all are null. Of a nullable column it is an
    /// `Option` of an `Option`.
    pub fn min(self) -> Aggregate<M, Option<T>>
    where
        T::Class: Sortable,
        R: Visible,
    {
        self.aggregate(Function::Least, |row| T::read(row, 0))
    }

    /// Returns the greatest value of a group, otherwise as [`Column::min`].
    pub fn max(self) -> Aggregate<M, Option<T>>
    where
        T::Class: Sortable,
        R: Visible,
    {
        self.aggregate(Function::Greatest, |row| T::read(row, 0))
    }

    fn aggregate<V>(
        self,
        function: Function,
        read: fn(&dyn Row) -> Result<V, Unreadable>,
    ) -> Aggregate<M, V> {
        Aggregate {
            column: Column::at(self.position()),
            function,
            read,
        }
    }
}

impl<M: Model, T> Aggregate<M, T> {
    pub(super) const fn measure(&self) -> Measure {
        Measure {
            function: self.function,
            position: self.column.position(),
        }
    }

    /// Returns the left-hand side of an operator.
    pub(super) fn operand(&self) -> BuildResult<Operand> {
        let column = self.column.def()?;
        Ok(Operand::Aggregate(self.function, column))
    }

    pub(super) fn invalid(&self, reason: Unstorable) -> InvalidArgument {
        self.column.invalid(reason)
    }

    fn read_value(&self, row: &dyn Row, index: usize) -> Result<T> {
        (self.read)(&ProjectedRow::new(row, &[index])).map_err(|reason| {
            let (table, position) = (M::table(), self.column.position());
            if reason == TOO_LARGE {
                return too_large(table, position);
            }
            Error::unreadable(table, position, reason)
        })
    }
}

impl<M, T> Clone for Aggregate<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Aggregate<M, T> {}

impl<M, T> fmt::Debug for Aggregate<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aggregate")
            .field("function", &self.function)
            .field("column", &self.column)
            .finish_non_exhaustive()
    }
}

/// The value of an aggregate. It is compared with its own type without `Option`, and a count with
/// an `i64`.
pub trait AggregateExpr {
    /// The type of the other side.
    type With: ColumnType;
}

impl AggregateExpr for u64 {
    type With = i64;
}

impl AggregateExpr for i64 {
    type With = Self;
}

impl AggregateExpr for f64 {
    type With = Self;
}

#[cfg(feature = "decimal")]
impl AggregateExpr for rust_decimal::Decimal {
    type With = Self;
}

impl<T: ColumnType> AggregateExpr for Option<T> {
    type With = T;
}

/// An argument of [`Groups::select`](crate::query::Groups::select): an [`Aggregate`], or a tuple of
/// up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an aggregate of `{M}`",
    label = "expected `count()`, `sum()`, `avg()`, `min()` or `max()` of a column of `{M}`, or a tuple of up to eight"
)]
pub trait Aggregates<M: Model>: Send + 'static {
    /// The values of one group: that of the aggregate, or a tuple of them.
    type Values: Send + 'static;

    /// Returns the aggregates.
    #[doc(hidden)]
    fn measures(&self) -> Vec<Measure>;

    /// Reads the values of a group, the first of which is at this position.
    #[doc(hidden)]
    fn read(&self, row: &dyn Row, first: usize) -> Result<Self::Values>;
}

impl<M: Model, T: Send + 'static> Aggregates<M> for Aggregate<M, T> {
    type Values = T;

    fn measures(&self) -> Vec<Measure> {
        vec![self.measure()]
    }

    fn read(&self, row: &dyn Row, first: usize) -> Result<T> {
        self.read_value(row, first)
    }
}

macro_rules! aggregates {
    ($($type:ident $index:tt),+) => {
        impl<M: Model, $($type: Send + 'static),+> Aggregates<M> for ($(Aggregate<M, $type>,)+) {
            type Values = ($($type,)+);

            fn measures(&self) -> Vec<Measure> {
                vec![$(self.$index.measure()),+]
            }

            fn read(&self, row: &dyn Row, first: usize) -> Result<Self::Values> {
                Ok(($(self.$index.read_value(row, first + $index)?,)+))
            }
        }
    };
}

aggregates!(A 0);

aggregates!(A 0, B 1);

aggregates!(A 0, B 1, C 2);

aggregates!(A 0, B 1, C 2, D 3);

aggregates!(A 0, B 1, C 2, D 3, E 4);

aggregates!(A 0, B 1, C 2, D 3, E 4, F 5);

aggregates!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);

aggregates!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
