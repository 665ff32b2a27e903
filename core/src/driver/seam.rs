//! The seam between the engine and the databases: object-safe traits, and the data that crosses
//! them.
//!
//! ```text
//!   exec/  query/  schema/  raw_sql/        one operation -> calls (SQL text, values, a sink)
//!                  |
//!                  v
//!            db::{Db, Tx}                   limits, retries, savepoints, listeners
//!                  |
//!                  |  Call                  ExecResult, or an Error with its ErrorKind
//!                  v                             ^
//!   ===== Driver ============= Session ==========|==========  the seam: this file
//!                  |                             |
//!         +--------+--------+--------------------+
//!         |                 |
//!   driver/sqlite/    driver/sqlx/              a pool, leases, what happens to dropped futures
//!    (rusqlite)             |
//!                     Engine: postgres/  mysql/  sqlx_sqlite/
//! ```
//!
//! Everything above the seam is compiled once and names no database. A driver knows no model beyond
//! its [`Table`], and writes no SQL about models: it runs the text that it is given.
//!
//! # Lifecycle of a call
//!
//! 1. The engine renders a statement for [`Driver::dialect`] and puts it into a [`Call`] with its
//!    values and a [`Sink`].
//! 2. [`Driver::run`] takes a connection, runs the statement, and hands each row to the sink as it
//!    arrives. Outside of a transaction the call commits before it is answered.
//! 3. The sink comes back in the [`ExecResult`], and its owner downcasts it to take out the rows.
//!    After an error the sink is dropped, with the rows that it took.
//!
//! # Lifecycle of a transaction
//!
//! 1. [`Driver::begin`] takes a connection, starts a serializable transaction and returns a
//!    [`Session`].
//! 2. [`Session::run`] and [`Session::control`] take the session and return it with the answer.
//!    Their caller owns it between two statements; the future owns it during one. So no two
//!    statements of a transaction can overlap, and a dropped future takes the session with it.
//! 3. An error of the *inner* result leaves the session usable. An error of the *outer* result
//!    means that the transaction is over and the session is gone.
//! 4. [`Session::commit`] and [`Session::rollback`] consume the session. Dropping it rolls back.
//!
//! # Requirements for implementors
//!
//! ## Dropped futures
//!
//! A caller can drop any future at any await point.
//!
//! - A dropped [`Driver::run`] MUST NOT leave a call half done: it has no effect, or all of it. A
//!   driver either does not start the call, or runs it to its end without its caller.
//! - A dropped [`Session::run`] or [`Session::control`] MUST end the transaction with a rollback,
//!   and MUST NOT give the connection to another caller while a statement still runs on it.
//! - A dropped [`Session::commit`] MUST go on to the end of the commit.
//! - When the async runtime shuts down, work cannot go on. A driver MUST then roll back in place or
//!   close the connection, so that nothing is left half done in a pool.
//!
//! ## Connections
//!
//! - A connection MUST go back to the pool only outside of a transaction and between two
//!   statements. A driver MUST close one whose state it does not know: a broken one, one whose
//!   answer did not arrive in time, one that was left in the middle of an answer.
//! - A connection that ran [`Arguments::Session`] MUST be closed instead, after the transaction that
//!   the statement is part of. Where the database ends with the connection, the driver restores the
//!   settings that it depends on. In a transaction, a driver MUST report with `ErrorKind::Aborted`
//!   that such a statement ended the transaction, unless COMMIT and every later statement does.
//! - A driver MUST refuse, with `ErrorKind::Unsupported`, a server or a session whose settings lose
//!   acknowledged writes under the requested `Durability`, or change values on their way.
//! - Every wait of a caller MUST have a limit of `Limits`: for a connection, a lock, a statement. A
//!   commit that exceeds its limit is `OutcomeUnknown`, never `Timeout`.
//! - A driver MAY run a call again on another connection, if the first one failed before any answer
//!   came and the call writes nothing.
//!
//! ## Rows
//!
//! - A driver MUST hand over the rows in the order of the answer. When the sink refuses a row, it
//!   MUST read the answer to its end or reset the statement, so that the connection is between two
//!   statements again.
//! - A driver MUST undo a write by key that wrote more than one row, and the INSERT of a row whose
//!   generated key the sink refuses. Where the catalogue of a server says that the key is unique and
//!   of the type of the model, neither can happen, and the statement needs no transaction.
//! - A driver SHOULD undo every write whose row the sink refuses. `sqlite/` and `mysql/` do.
//!   PostgreSQL keeps an UPDATE that returns its row, because a transaction around it would cost two
//!   round trips.
//!
//! # Error classification
//!
//! Each driver maps the errors of its database in one function, in its `classify.rs`: by code, and
//! by text only where one code means several things. Callers act on the kind:
//!
//! | kind | when | written |
//! | --- | --- | --- |
//! | `Conflict` | a unique constraint refused the row | nothing |
//! | `ForeignKey` | a parent is missing, or the row is still referenced | nothing |
//! | `Check` | a CHECK, a NOT NULL, a trigger or a column type refused the row | nothing |
//! | `Busy` | a lock, a serialization failure, a deadlock, a cluster node that is not ready | nothing; the same call or transaction can be retried |
//! | `Timeout` | a limit passed: no free connection, a slow statement, an idle transaction | nothing |
//! | `Unavailable` | no connection, a refused login, a read-only server, a full disk, a closed handle | nothing |
//! | `OutcomeUnknown` | the connection or the disk failed after a commit was sent | all or nothing |
//! | `Aborted` | an earlier error ended the transaction | nothing of the transaction |
//! | `Unsupported` | the version, a setting or a missing privilege rules it out | nothing |
//! | `InvalidInput` | a value or a statement exceeds a size limit of the database | nothing |
//! | `Misuse` | a malformed URL, a script that ends its own transaction | nothing |
//! | `Internal` | a missing table or column, and every code that is not known | nothing |
//!
//! The other kinds come from above the seam. A driver MUST NOT return `ErrorKind::Busy` unless
//! nothing was written, because [`Db::transaction`](crate::Db::transaction) retries on it without a
//! further look.
//!
//! How far an error reaches decides what is still usable after it. The drivers on sqlx name it
//! `FaultScope`; SQLite in the process asks the connection whether its transaction is still open.
//!
//! | scope | session | connection |
//! | --- | --- | --- |
//! | statement | comes back; the transaction can go on as far as the database permits | goes back to the pool |
//! | transaction | does not come back; the database has rolled back | goes back to the pool after a ROLLBACK |
//! | server | does not come back | is closed, as are all idle ones: another host may be the primary |
//! | lost | does not come back; a write outside of a transaction becomes `OutcomeUnknown` | is closed; idle ones of our pool are pinged before use |
//!
//! A message names the model, the field, the constraint or the setting, and ends with the remedy.
//! It MUST NOT hold a bound value, a part of a URL, or text of the database, which can contain
//! both. The error of the engine crate is attached with `with_raw` and reachable only through
//! `Error::raw`.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::driver::limits::Isolation;
use crate::driver::metrics::Metrics;
#[cfg(feature = "testing")]
use crate::driver::statement_log::StatementLog;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::value::Value;
use crate::value::row::Row;

/// The future of a call across the seam.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A database, with the connections to it. See the [module](self) for what implementors must do.
pub(crate) trait Driver: Send + Sync + fmt::Debug {
    /// Returns the dialect in which statements for this database are rendered.
    fn dialect(&self) -> &'static Dialect;

    /// Runs one call outside of a transaction: whole, or not at all.
    ///
    /// # Errors
    ///
    /// `ErrorKind::OutcomeUnknown` when the call may have been committed. With every other kind
    /// nothing was written, but for an error of the sink: a server has then kept the write.
    ///
    /// # Cancel safety
    ///
    /// A dropped future MUST NOT leave the call half done: it has no effect, or all of it.
    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult>;

    /// Starts a serializable transaction that may write.
    ///
    /// # Cancel safety
    ///
    /// A dropped future MUST NOT leave a transaction open.
    fn begin(&self) -> BoxFuture<'_, Box<dyn Session>>;

    /// Starts a transaction of this isolation level. A driver whose transactions are always
    /// serializable need not distinguish.
    ///
    /// # Cancel safety
    ///
    /// As for [`Driver::begin`].
    fn begin_with(&self, _: Isolation) -> BoxFuture<'_, Box<dyn Session>> {
        self.begin()
    }

    /// Refuses new calls, waits for the running ones, then closes every connection. Later calls
    /// give `ErrorKind::Unavailable`.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Timeout` when a transaction or a statement does not end in time. It can be
    /// called again.
    fn close(&self) -> BoxFuture<'_, ()>;

    /// Copies what a log holds into the database's file, and empties the log. A server does that by
    /// itself.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Busy` when others use the log for longer than the limit.
    fn checkpoint(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Returns the counters of this driver. Reads atomics only; does not block.
    fn metrics(&self) -> Metrics;

    /// Returns the SQL of the statements that ran, where a wrapper records it.
    #[cfg(feature = "testing")]
    fn log(&self) -> Option<&StatementLog> {
        None
    }
}

/// A connection inside a transaction. Dropping it MUST roll the transaction back.
pub(crate) trait Session: Send {
    /// Runs one call inside the transaction. The future owns the session and returns it with the
    /// answer, so that a dropped future ends the transaction instead of leaving a statement half
    /// done in it.
    ///
    /// # Errors
    ///
    /// An error of the outer result means that the transaction is over and the session is gone.
    fn run(
        self: Box<Self>,
        call: Call,
    ) -> BoxFuture<'static, (Box<dyn Session>, Result<ExecResult>)>;

    /// Runs one statement that controls the transaction: SAVEPOINT, RELEASE SAVEPOINT or ROLLBACK
    /// TO SAVEPOINT. It owns the session as [`run`](Self::run) does.
    fn control(self: Box<Self>, sql: String) -> BoxFuture<'static, (Box<dyn Session>, Result<()>)>;

    /// Commits. The result is the outcome of the commit, also where the database answers a failed
    /// COMMIT with success.
    ///
    /// # Errors
    ///
    /// `ErrorKind::OutcomeUnknown` when the commit was sent and no answer came; with every other
    /// kind nothing was written.
    ///
    /// # Cancel safety
    ///
    /// A dropped future MUST go on to the end of the commit.
    fn commit(self: Box<Self>) -> BoxFuture<'static, ()>;

    /// Rolls back.
    fn rollback(self: Box<Self>) -> BoxFuture<'static, ()>;
}

/// A statement with its values, and the sink of its rows.
pub(crate) struct Call {
    pub(crate) sql: Arc<str>,
    pub(crate) arguments: Arguments,
    pub(crate) sink: Box<dyn Sink>,
    pub(crate) work: Workload,
    /// The model of the statement, to name it in errors. None for DDL and raw SQL.
    pub(crate) table: Option<&'static Table>,
    pub(crate) writes: FkHint,
}

impl Call {
    /// Makes a call about one model, which runs once and writes no foreign key.
    pub(crate) fn new(
        table: &'static Table,
        sql: Arc<str>,
        values: Vec<Value>,
        sink: Box<dyn Sink>,
        work: Workload,
    ) -> Self {
        Self {
            sql,
            arguments: Arguments::Once(values),
            sink,
            work,
            table: Some(table),
            writes: FkHint::Nothing,
        }
    }
}

/// The columns that the values of a statement belong to, so that a driver can name the foreign key
/// that was violated where the database does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FkHint {
    /// No row of the model, or an unknown one.
    Nothing,
    /// A new row: every column that the database does not generate, in order.
    NewRow,
    /// A new row, or the one that exists, which is returned: the columns are those of a new row.
    NewOrExistingRow,
    /// These columns of one row, by position. Its key is the last value.
    Columns(Vec<usize>),
    /// These columns of one row that is not returned, by position. Its key is the last value.
    OneRow(Vec<usize>),
    /// These columns of any number of rows, by position. The values of the condition follow.
    Rows(Vec<usize>),
    /// No column: the row with this key is deleted.
    Deletion,
    /// No column: any number of rows are deleted.
    Deletions,
}

impl FkHint {
    /// Returns true if the statement is meant for a row that exists, by its key.
    pub(crate) const fn is_by_key(&self) -> bool {
        matches!(self, Self::Columns(_) | Self::OneRow(_) | Self::Deletion)
    }

    /// Checks that a statement by key wrote one row at most. A driver MUST undo it after an error.
    ///
    /// # Errors
    ///
    /// `MultipleRows` where the key of the model does not identify its rows.
    pub(crate) fn check_affected(
        &self,
        table: Option<&'static Table>,
        affected: u64,
    ) -> Result<()> {
        match table {
            Some(table) if self.is_by_key() && affected > 1 => Err(Error::several_with_key(table)),
            _ => Ok(()),
        }
    }
}

/// The values of a statement.
pub(crate) enum Arguments {
    /// The statement runs once.
    Once(Vec<Value>),
    /// The statement runs once, and may leave settings, locks or temporary tables in its session.
    /// Its connection MUST NOT go back to the pool with them.
    Session(Vec<Value>),
    /// The statement runs once for each set of values. Either all of them take effect or none.
    Each(Vec<Vec<Value>>),
    /// The text holds several statements and takes no values. SQLite and PostgreSQL apply all of
    /// them or none; MariaDB and MySQL commit each DDL statement on its own.
    Script,
}

/// The result of a statement that succeeded.
pub(crate) struct ExecResult {
    /// The number of rows written; zero for a read.
    pub(crate) affected: u64,
    /// The sink of the call, with the rows that it took.
    pub(crate) sink: Box<dyn Sink>,
}

/// A receiver of the rows of an answer, one by one, on the thread that reads them from the
/// database.
///
/// `Any`, so that the owner of the call gets its concrete type back out of the [`ExecResult`].
pub(crate) trait Sink: Any + Send {
    /// Takes one row. After an error it is not called again in this call.
    fn row(&mut self, row: &dyn Row) -> Result<()>;
}
