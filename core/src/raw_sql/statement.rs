//! [`Sql`]: raw SQL with bind values, read into models, views and tuples.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::db::executor::{Connection, Executor, TxScope};
use crate::db::operation::{self, Operation};
use crate::driver::seam::{Arguments, Call, ExecResult, FkHint, Sink};
use crate::driver::sinks::Nothing;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::raw_sql::from_row::FromRow;
use crate::sql::raw_statement::inspect;
use crate::sql::render;
use crate::stmt::workload::Workload;
use crate::value::Value;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::row::Row;

/// Raw SQL on every [`Executor`]: `db.sql(..)` and `tx.sql(..)`.
///
/// Implemented for every executor, and part of the prelude.
pub trait RawSql: Executor {
    /// Returns a raw SQL statement, with a value to bind for each `?`; see [`Sql`].
    fn sql(&self, text: &'static str) -> Sql<'_> {
        Sql::new(self.connection(), Cow::Borrowed(text))
    }

    /// Does what [`RawSql::sql`] does, with text that is built at run time.
    ///
    /// The text becomes part of the statement: never put input into it, bind it.
    fn sql_unchecked(&self, text: String) -> Sql<'_> {
        Sql::new(self.connection(), Cow::Owned(text))
    }
}

impl<E: Executor + ?Sized> RawSql for E {}

/// A raw SQL statement; made by [`RawSql::sql`].
///
/// Each `?` of the text stands for one value, bound in the order of the text, on every database;
/// `??` is a question mark. The text is in the SQL dialect of the database, and is sent as it is:
/// scopes, soft deletion, versions, rules and hooks do not apply to it.
///
/// ```
/// use fivefold::prelude::*;
///
/// #[model]
/// #[derive(Debug)]
/// pub struct Item {
///     pub id: Id<Item>,
///     pub title: String,
///     pub price: i64,
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![Item]).await?;
/// # for (title, price) in [("lamp", 5), ("lamp", 7), ("chair", 5)] { Item::create(&db, ItemCreate::new(title, price)).await?; }
///
/// let cheap: Vec<Item> = db.sql("SELECT * FROM item WHERE price < ? ORDER BY title").bind(6).all().await?;
/// assert_eq!(cheap[0].title, "chair");
///
/// let sums: Vec<(String, i64)> = db.sql("SELECT title, sum(price) FROM item GROUP BY title ORDER BY title").all().await?;
/// assert_eq!(sums[1], ("lamp".into(), 12));
///
/// let raised = db.sql("UPDATE item SET price = price + ? WHERE title = ?").bind(1).bind("lamp").execute().await?;
/// assert_eq!(raised, 2);
/// # Ok(()) }
/// ```
#[must_use = "a statement does nothing until it is run: call `all`, `first`, `one` or `execute`"]
pub struct Sql<'a> {
    db: Connection<'a>,
    text: Cow<'static, str>,
    values: Result<Vec<Value>>,
}

impl<'a> Sql<'a> {
    const fn new(db: Connection<'a>, text: Cow<'static, str>) -> Self {
        Self {
            db,
            text,
            values: Ok(Vec::new()),
        }
    }

    /// Binds the value of the next `?`: any type that a column can have, or `&str`.
    pub fn bind(mut self, value: impl Bind) -> Self {
        bind(&mut self.values, value);
        self
    }

    /// Returns all rows. Models and views are read by the names of the columns, tuples by position.
    ///
    /// A statement that begins with SELECT may run on a connection that only reads: where a function
    /// in it writes, use [`Sql::execute_returning`].
    ///
    /// # Errors
    ///
    /// `Misuse` when the number of bind values does not match the placeholders, when a column is
    /// missing, or when it has another type; `Internal` when the database rejects the statement.
    pub fn all<T: FromRow>(self) -> Operation<'a, Vec<T>> {
        self.rows(Workload::LongRead)
    }

    /// Returns the first row, or `None`.
    ///
    /// # Errors
    ///
    /// As for [`Sql::all`].
    pub fn first<T: FromRow>(self) -> Operation<'a, Option<T>> {
        let rows = self.rows(Workload::LongRead);
        Box::pin(async move { Ok(rows.await?.into_iter().next()) })
    }

    /// Returns the only row.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no row, `MultipleRows` when there are several; otherwise as for
    /// [`Sql::all`].
    pub fn one<T: FromRow>(self) -> Operation<'a, T> {
        let rows = self.rows(Workload::LongRead);
        Box::pin(async move {
            let mut rows = rows.await?.into_iter();
            match (rows.next(), rows.next()) {
                (Some(row), None) => Ok(row),
                (None, _) => Err(Error::new(
                    ErrorKind::NotFound,
                    "the statement returned no row; use `first` if there may be none",
                )),
                (Some(_), Some(_)) => Err(Error::new(
                    ErrorKind::MultipleRows,
                    "the statement returned several rows where one is expected; narrow it down, or use `all`",
                )),
            }
        })
    }

    /// Runs a statement that writes, and returns the number of rows that were written.
    ///
    /// # Errors
    ///
    /// As for [`Sql::all`]; `Conflict`, `ForeignKey` and `Check` when a constraint is violated,
    /// without model and field.
    pub fn execute(self) -> Operation<'a, u64> {
        let (db, call) = (self.db, self.call(Box::new(Nothing), Workload::LongWrite));
        operation::run(db, call, |done| Ok(done.affected))
    }

    /// Runs a statement that writes, and returns its rows, such as those of `RETURNING`.
    ///
    /// # Errors
    ///
    /// As for [`Sql::execute`].
    pub fn execute_returning<T: FromRow>(self) -> Operation<'a, Vec<T>> {
        self.rows(Workload::LongWrite)
    }

    fn rows<T: FromRow>(self, work: Workload) -> Operation<'a, Vec<T>> {
        let sink = TypedRows::<T> {
            columns: None,
            rows: Vec::new(),
        };
        let (db, call) = (self.db, self.call(Box::new(sink), work));
        let finish = |done: ExecResult| Ok(done.into::<TypedRows<T>>()?.rows);
        if call.as_ref().is_ok_and(|call| call.work.writes()) {
            operation::run(db, call, finish)
        } else {
            operation::read(db, call, finish)
        }
    }

    fn call(self, sink: Box<dyn Sink>, work: Workload) -> Result<Call> {
        let values = self.values?;
        let sql = render::raw(&self.text, self.db.dialect(), values.len())?;
        let in_transaction = matches!(self.db.tx_scope(), TxScope::Tx(_));
        let statement = inspect(&self.text, self.db.dialect(), in_transaction)?;
        Ok(Call {
            sql: Arc::from(sql),
            arguments: if statement.changes_session {
                Arguments::Session(values)
            } else {
                Arguments::Once(values)
            },
            sink,
            work: if statement.writes {
                Workload::LongWrite
            } else {
                work
            },
            table: None,
            writes: FkHint::Nothing,
        })
    }
}

/// A bind value of raw SQL: any type that a column can have, or `&str`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that can be bound",
    label = "neither the type of a column, by value, nor `&str`"
)]
pub trait Bind {
    /// Returns the value to bind.
    #[doc(hidden)]
    fn into_bound(self) -> Result<Value, Unstorable>;
}

impl<T: ColumnType> Bind for T {
    fn into_bound(self) -> Result<Value, Unstorable> {
        self.into_value()
    }
}

impl Bind for &str {
    fn into_bound(self) -> Result<Value, Unstorable> {
        self.to_owned().into_value()
    }
}

/// Adds a value, or keeps the error that it cannot be bound.
pub(super) fn bind(values: &mut Result<Vec<Value>>, value: impl Bind) {
    let Ok(bound) = values else {
        return;
    };
    match value.into_bound() {
        Ok(value) => bound.push(value),
        Err(reason) => {
            let number = bound.len() + 1;
            *values = Err(Error::new(
                ErrorKind::InvalidInput,
                format!("value {number} of the statement {}", reason.message()),
            ));
        }
    }
}

/// Collects the rows of a statement.
struct TypedRows<T> {
    /// The positions of the columns, known after the first row.
    columns: Option<Vec<usize>>,
    rows: Vec<T>,
}

impl<T: FromRow> Sink for TypedRows<T> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let columns = match &mut self.columns {
            Some(columns) => columns,
            none => none.insert(T::positions(row)?),
        };
        self.rows.push(T::read(row, columns)?);
        Ok(())
    }
}

/// Prints the text and no values.
impl fmt::Debug for Sql<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sql")
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}
