//! Aggregates of the rows of a query.

use crate::db::executor::Executor;
use crate::db::operation::{self, Operation};
use crate::driver::seam::{Call, Sink};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::column::{Column, Visible};
use crate::model::summable::{Summable, TOO_LARGE};
use crate::query::Query;
use crate::query::load::Loads;
use crate::query::scope::Scope;
use crate::sql::render::select;
use crate::stmt::aggregate::{Computed, Function};
use crate::stmt::invalid::InvalidArgument;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::value::class::Sortable;
use crate::value::column_type::ColumnType;
use crate::value::row::{Row, Unreadable};

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Returns the sum of the column over all rows, whatever the limit of the query; 0 when there
    /// are none. NULL is ignored.
    ///
    /// # Errors
    ///
    /// `Check` when the sum of integers does not fit into an `i64`, when that of decimal numbers has
    /// more than 96 bits without its point, and when that of floats, or a part of it, is out of the
    /// range of an `f64`; otherwise as for [`Query::all`].
    pub fn sum<E: Executor + ?Sized, T: Summable, R: Visible>(
        self,
        db: &E,
        column: Column<M, T, R>,
    ) -> Operation<'_, T::Sum> {
        let sum = self.compute(db, column, Function::Sum, T::read_sum);
        Box::pin(async move { Ok(sum.await?.unwrap_or_default()) })
    }

    /// Returns the mean of the column over all rows, whatever the limit of the query; none when
    /// there is no value. NULL is ignored. The mean of decimal numbers is rounded to 28 digits after
    /// the point, others to an `f64`.
    ///
    /// # Errors
    ///
    /// `Check` when the sum of floats, or a part of it, is out of the range of an `f64`; otherwise as
    /// for [`Query::all`].
    pub fn avg<E: Executor + ?Sized, T: Summable, R: Visible>(
        self,
        db: &E,
        column: Column<M, T, R>,
    ) -> Operation<'_, Option<T::Mean>> {
        self.compute(db, column, Function::Average, T::read_mean)
    }

    /// Returns the least value of the column, whatever the limit of the query; none when there is
    /// no value. Of a column that can be null, that is an option of an option: `flatten` it.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn min<E: Executor + ?Sized, T: ColumnType, R: Visible>(
        self,
        db: &E,
        column: Column<M, T, R>,
    ) -> Operation<'_, Option<T>>
    where
        T::Class: Sortable,
    {
        self.compute(db, column, Function::Least, |row| T::read(row, 0))
    }

    /// Returns the greatest value of the column, as [`Query::min`] does the least.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn max<E: Executor + ?Sized, T: ColumnType, R: Visible>(
        self,
        db: &E,
        column: Column<M, T, R>,
    ) -> Operation<'_, Option<T>>
    where
        T::Class: Sortable,
    {
        self.compute(db, column, Function::Greatest, |row| T::read(row, 0))
    }

    fn compute<E: Executor + ?Sized, T: ColumnType, R, V: Send + 'static>(
        self,
        db: &E,
        column: Column<M, T, R>,
        function: Function,
        read: fn(&dyn Row) -> Result<Option<V>, Unreadable>,
    ) -> Operation<'_, Option<V>> {
        let (db, table) = (db.connection(), M::table());
        let call = self.select.check().and_then(|()| {
            let of = Computed::Of(function, column.def().map_err(InvalidArgument::into_error)?);
            let (sql, values) = select::computed(table, db.dialect(), &self.select, of)?;
            let sink = Box::new(Single {
                read,
                table,
                position: column.position(),
                found: None,
            });
            Ok(Call::new(table, sql, values, sink, Workload::LongRead))
        });
        operation::read(db, call, |done| Ok(done.into::<Single<V>>()?.found))
    }
}

/// Collects one value.
struct Single<V> {
    read: fn(&dyn Row) -> Result<Option<V>, Unreadable>,
    table: &'static Table,
    position: usize,
    found: Option<V>,
}

impl<V: Send + 'static> Sink for Single<V> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.found = (self.read)(row).map_err(|reason| {
            if reason == TOO_LARGE {
                return too_large(self.table, self.position);
            }
            Error::unreadable(self.table, self.position, reason)
        })?;
        Ok(())
    }
}

#[cold]
pub(super) fn too_large(table: &'static Table, position: usize) -> Error {
    let (model, field) = (table.model(), table.field(position));
    let message =
        format!("the sum of `{model}.{field}` is out of the range of its type; add up fewer rows");
    Error::new(ErrorKind::Check, message).with_model(table)
}
