//! What is worked out from the rows of a query.

use std::borrow::Cow;

use super::Query;
use super::scope::Scope;
use crate::column::Column;
use crate::column_type::ColumnType;
use crate::crud;
use crate::driver::{Sink, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::executor::Executor;
use crate::filter::Wrong;
use crate::load::Loads;
use crate::model::Model;
use crate::operation::{self, Operation};
use crate::row::{Row, Unreadable};
use crate::statement::{self, Computed, Function};
use crate::value::Kind;

/// The type of a column whose values can be added up: the integers and floats, and `Option` of each.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` cannot be added up",
    label = "not a number",
    note = "sums and averages are for columns of `i16`, `i32`, `i64`, `u32`, `f32` and `f64`"
)]
pub trait Summable: ColumnType {
    /// The type of a sum: `i64` for integers, `f64` for floats.
    type Sum: Default + Send + 'static;

    /// Reads a sum.
    #[doc(hidden)]
    fn read_sum(row: &dyn Row) -> Result<Option<Self::Sum>, Unreadable>;
}

macro_rules! summable {
    ($sum:ty, $read:ident: $($number:ty),+) => {$(
        impl Summable for $number {
            type Sum = $sum;

            fn read_sum(row: &dyn Row) -> Result<Option<$sum>, Unreadable> {
                $read(row)
            }
        }
    )+};
}

summable!(i64, integer: i16, i32, i64, u32);
summable!(f64, float: f32, f64);

impl<T: Summable> Summable for Option<T> {
    type Sum = T::Sum;

    fn read_sum(row: &dyn Row) -> Result<Option<T::Sum>, Unreadable> {
        T::read_sum(row)
    }
}

/// Sums of integers are decimal numbers, because they may be larger than any integer.
fn integer(row: &dyn Row) -> Result<Option<i64>, Unreadable> {
    let sum: Option<Cow<'_, str>> = row.decimal(0)?;
    let fits = |sum: Cow<'_, str>| sum.parse().map_err(|_| TOO_LARGE);
    sum.map(fits).transpose()
}

pub(super) fn float(row: &dyn Row) -> Result<Option<f64>, Unreadable> {
    row.float(0)
}

pub(super) const TOO_LARGE: Unreadable = Unreadable::expected("a sum of 64 bits");

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Returns the sum of the column over all rows, whatever the limit of the query; 0 when there are none. Nulls add nothing.
    ///
    /// # Errors
    ///
    /// `Check` when the sum of integers does not fit into an `i64`; otherwise as for [`Query::all`].
    pub fn sum<E: Executor + ?Sized, T: Summable, R>(
        self,
        db: &E,
        column: Column<M, T, R>,
    ) -> Operation<'_, T::Sum> {
        let sum = self.compute(db, column, Function::Sum, T::read_sum);
        Box::pin(async move { Ok(sum.await?.unwrap_or_default()) })
    }

    /// Returns the mean of the column over all rows, whatever the limit of the query; none when there is no value. Nulls do not
    /// count.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn avg<E: Executor + ?Sized, T: Summable, R>(
        self,
        db: &E,
        column: Column<M, T, R>,
    ) -> Operation<'_, Option<f64>> {
        self.compute(db, column, Function::Average, float)
    }

    /// Returns the least value of the column, whatever the limit of the query; none when there is no value. Of a column that
    /// can be null, that is an option of an option: `flatten` it.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn min<E: Executor + ?Sized, T: ColumnType, R>(
        self,
        db: &E,
        column: Column<M, T, R>,
    ) -> Operation<'_, Option<T>> {
        const { assert_ordered::<T>() };
        self.compute(db, column, Function::Least, |row| T::read(row, 0))
    }

    /// Returns the greatest value of the column, as [`Query::min`] does the least.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn max<E: Executor + ?Sized, T: ColumnType, R>(
        self,
        db: &E,
        column: Column<M, T, R>,
    ) -> Operation<'_, Option<T>> {
        const { assert_ordered::<T>() };
        self.compute(db, column, Function::Greatest, |row| T::read(row, 0))
    }

    fn compute<E: Executor + ?Sized, T: ColumnType, R, V: Send + 'static>(
        self,
        db: &E,
        column: Column<M, T, R>,
        function: Function,
        read: fn(&dyn Row) -> Result<Option<V>, Unreadable>,
    ) -> Operation<'_, Option<V>> {
        let (db, table) = (db.handle(), M::table());
        let call = self.shape.check().and_then(|()| {
            let of = Computed::Of(function, column.def().map_err(Wrong::into_error)?);
            let (sql, values) = statement::computed(table, db.dialect(), &self.shape, of)?;
            let sink = Box::new(Single {
                read,
                table,
                at: column.position(),
                found: None,
            });
            Ok(crud::call(table, sql, values, sink, Work::LongRead))
        });
        operation::read(db, call, |done| Ok(done.into::<Single<V>>()?.found))
    }
}

pub(super) const fn assert_ordered<T: ColumnType>() {
    assert!(
        !matches!(T::KIND, Kind::Json),
        "JSON documents have no order that databases agree on; ask another column"
    );
}

/// Takes one value.
struct Single<V> {
    read: fn(&dyn Row) -> Result<Option<V>, Unreadable>,
    table: &'static crate::table::Table,
    at: usize,
    found: Option<V>,
}

impl<V: Send + 'static> Sink for Single<V> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.found = (self.read)(row).map_err(|reason| {
            if reason == TOO_LARGE {
                return too_large(self.table, self.at);
            }
            Error::unreadable(self.table, self.at, reason)
        })?;
        Ok(())
    }
}

#[cold]
pub(super) fn too_large(table: &'static crate::table::Table, at: usize) -> Error {
    let (model, field) = (table.model(), table.field(at));
    let message =
        format!("the sum of `{model}.{field}` does not fit into 64 bits; add up fewer rows");
    Error::new(ErrorKind::Check, message).with_model(table)
}
