//! The methods of [`Query`] that return rows.

use std::sync::Arc;

use crate::db::executor::{Connection, Executor};
use crate::db::operation::{self, Operation};
use crate::driver::seam::Call;
use crate::driver::sinks::Integers;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::call;
use crate::exec::loaded_rows::LoadedRows;
use crate::model::Model;
use crate::query::Query;
use crate::query::load::Loads;
use crate::query::scope::Scope;
use crate::sql::render::select;
use crate::stmt::aggregate::Computed;
use crate::stmt::select::Select;
use crate::stmt::window::IntoWindow;
use crate::stmt::workload::Workload;
use crate::value::Value;

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Returns all rows. Set a [`Query::limit`] on queries of untrusted callers, or call
    /// [`Query::list`].
    ///
    /// # Errors
    ///
    /// `Validation` when a column cannot hold the value of a condition, such as text with U+0000;
    /// `Unsupported` when the database does not support the query.
    pub fn all<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Vec<L::Row>> {
        let (limit, offset) = (self.select.limit, self.select.offset.unwrap_or(0));
        self.rows(db.connection(), limit, offset)
    }

    /// Returns the rows of the window; see [`Window`](crate::query::Window) for its limits. The
    /// query itself must not have a limit or an offset.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a window of more than 1,000 rows; `Misuse` for a query with a limit or an
    /// offset; otherwise as for [`Query::all`].
    pub fn list<E: Executor + ?Sized>(
        self,
        db: &E,
        window: impl IntoWindow,
    ) -> Operation<'_, Vec<L::Row>> {
        match self.select.window(window.into_window()) {
            Ok((limit, offset)) => self.rows(db.connection(), Some(limit), offset),
            Err(error) => operation::ready(Err(error)),
        }
    }

    /// Returns the first row in the order of the query, or none.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn first<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Option<L::Row>> {
        let rows = self.at_most(db.connection(), 1);
        Box::pin(async move { Ok(rows.await?.pop()) })
    }

    /// Returns the first row in the order of the query.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none; otherwise as for [`Query::all`].
    pub fn get<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, L::Row> {
        let rows = self.at_most(db.connection(), 1);
        Box::pin(async move { rows.await?.pop().ok_or_else(none::<M>) })
    }

    /// Returns the only row.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none, `MultipleRows` when there are more; otherwise as for
    /// [`Query::all`].
    pub fn one<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, L::Row> {
        let rows = self.at_most(db.connection(), 2);
        Box::pin(async move {
            let mut rows = rows.await?;
            match (rows.pop(), rows.is_empty()) {
                (Some(row), true) => Ok(row),
                (None, _) => Err(none::<M>()),
                (Some(_), false) => Err(several::<M>()),
            }
        })
    }

    /// Returns the number of rows, whatever the limit of the query.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn count<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, u64> {
        let db = db.connection();
        let call = computed::<M>(db, &self.select, Computed::Count, Workload::LongRead);
        operation::read(db, call, call::counted)
    }

    /// Returns true when there is at least one row.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn exists<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, bool> {
        let db = db.connection();
        let call = computed::<M>(db, &self.select, Computed::Exists, Workload::LongRead);
        operation::read(db, call, call::any)
    }

    /// Returns the SQL of the statement that [`Query::all`] sends, for a log or for EXPLAIN. It has
    /// placeholders and no values, and does not include the statements of related rows.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub price: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// let sql = Item::query().filter(Item::PRICE.gt(5)).to_sql(&db)?;
    /// assert_eq!(sql, r#"SELECT "id", "price" FROM "item" WHERE "price" > ?1 ORDER BY "id""#);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Query::all`], except for errors of the database.
    pub fn to_sql<E: Executor + ?Sized>(&self, db: &E) -> Result<String> {
        let dialect = db.connection().dialect();
        self.select.check()?;
        let (limit, offset) = (self.select.limit, self.select.offset.unwrap_or(0));
        let (sql, _) = select::rows(M::table(), dialect, &self.select, limit, offset)?;
        Ok(sql.as_ref().to_owned())
    }

    pub(super) fn at_most<'a>(self, db: Connection<'a>, rows: i64) -> Operation<'a, Vec<L::Row>>
    where
        L: 'a,
    {
        let limit = self.select.limit.map_or(rows, |limit| limit.min(rows));
        let offset = self.select.offset.unwrap_or(0);
        self.rows(db, Some(limit), offset)
    }

    fn rows<'a>(
        self,
        db: Connection<'a>,
        limit: Option<i64>,
        offset: i64,
    ) -> Operation<'a, Vec<L::Row>> {
        let Self { select, loads, .. } = self;
        let db = db.reading(&select);
        Box::pin(async move {
            let sink = LoadedRows::<M>::boxed(loads.columns());
            let done = match by_unique_value::<M>(db, &select)? {
                Some((sql, value)) if limit != Some(0) && offset == 0 => db.read(Call::new(
                    M::table(),
                    sql,
                    vec![value],
                    sink,
                    Workload::ShortRead,
                )),
                _ => {
                    select.check()?;
                    let work = select.work(M::table(), limit, offset);
                    let (sql, values) =
                        select::rows(M::table(), db.dialect(), &select, limit, offset)?;
                    db.read(Call::new(M::table(), sql, values, sink, work))
                }
            };
            let found = done.await?.into::<LoadedRows<M>>()?;
            loads.attach(db, found).await
        })
    }
}

/// Returns the cached SQL that reads a row by a unique column, and the value, if the query is an
/// equality on such a column.
fn by_unique_value<M: Model>(
    db: Connection<'_>,
    select: &Select,
) -> Result<Option<(Arc<str>, Value)>> {
    select.check()?;
    let Some((column, value)) = select.only_value() else {
        return Ok(None);
    };
    if !(column.key || column.unique) {
        return Ok(None);
    }
    let sql = call::find_by_sql(db, M::table(), column);
    Ok(sql.map(|sql| (sql, value.clone())))
}

fn computed<M: Model>(
    db: Connection<'_>,
    select: &Select,
    of: Computed,
    work: Workload,
) -> Result<Call> {
    select.check()?;
    let (sql, values) = select::computed(M::table(), db.dialect(), select, of)?;
    Ok(Call::new(M::table(), sql, values, Integers::boxed(), work))
}

#[cold]
fn none<M: Model>() -> Error {
    Error::not_found_by_query(M::table())
}

#[cold]
fn several<M: Model>() -> Error {
    let model = M::table().model();
    let message =
        format!("more than one `{model}` meets the conditions; add a condition, or call `first`");
    Error::new(ErrorKind::MultipleRows, message).with_model(M::table())
}
