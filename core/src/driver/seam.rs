//! The seam: what the engine asks of a database.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::driver::metrics::Metrics;
#[cfg(feature = "testing")]
use crate::driver::statement_log::StatementLog;
use crate::error::Result;
use crate::sql::dialect::Dialect;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::value::Value;
use crate::value::row::Row;

/// The future of a call across the seam.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A database, with the connections to it.
pub(crate) trait Driver: Send + Sync + fmt::Debug {
    fn dialect(&self) -> &'static Dialect;

    /// Runs one statement on its own.
    ///
    /// Dropping the future MUST NOT leave the statement half done: it happens whole, or not at all.
    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult>;

    /// Starts a transaction that may write.
    fn begin(&self) -> BoxFuture<'_, Box<dyn Session>>;

    /// Waits for what is running, then closes every connection. Later calls give [`ErrorKind::Unavailable`].
    fn close(&self) -> BoxFuture<'_, ()>;

    fn metrics(&self) -> Metrics;

    /// The SQL of the statements that ran, where a wrapper records it.
    #[cfg(feature = "testing")]
    fn log(&self) -> Option<&StatementLog> {
        None
    }
}

/// One connection inside a transaction. Dropping it MUST roll the transaction back.
pub(crate) trait Session: Send {
    /// Runs one statement. The future owns the session and gives it back with the answer, so that a dropped future
    /// ends the transaction instead of leaving a statement half done in it. An error of the outer result says that the
    /// session did not come back.
    fn run(
        self: Box<Self>,
        call: Call,
    ) -> BoxFuture<'static, (Box<dyn Session>, Result<ExecResult>)>;

    /// Runs one statement of the transaction itself: SAVEPOINT, RELEASE or ROLLBACK TO.
    fn control(self: Box<Self>, sql: String) -> BoxFuture<'static, (Box<dyn Session>, Result<()>)>;

    /// Commits, and says how it ended. MUST go on to the end when the future is dropped.
    fn commit(self: Box<Self>) -> BoxFuture<'static, ()>;

    /// Rolls back.
    fn rollback(self: Box<Self>) -> BoxFuture<'static, ()>;
}

/// A statement with its values, and what to do with the rows that come back.
pub(crate) struct Call {
    pub(crate) sql: Arc<str>,
    pub(crate) arguments: Arguments,
    pub(crate) sink: Box<dyn Sink>,
    pub(crate) work: Workload,
    /// The model that is concerned, to name it in errors. None for DDL.
    pub(crate) table: Option<&'static Table>,
    pub(crate) writes: FkHint,
}

impl Call {
    /// A statement about one model, which runs once and writes nothing.
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

/// What the values of a statement are for, so that a violated foreign key can be named where the database does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FkHint {
    /// No row of the model, or it cannot be said which.
    Nothing,
    /// A new row: every column that the database does not make, in order.
    NewRow,
    /// These columns of a row, by position; its key comes last.
    Columns(Vec<usize>),
    /// These columns of any number of rows, by position; what says which rows comes after them.
    Rows(Vec<usize>),
    /// None: the row with this key goes.
    Deletion,
    /// None: any number of rows go.
    Deletions,
}

/// The values of a statement.
pub(crate) enum Arguments {
    /// The statement runs once.
    Once(Vec<Value>),
    /// The statement runs once for each set of values, all of them or none.
    Each(Vec<Vec<Value>>),
    /// The text holds several statements and takes no values; all of them or none.
    Script,
}

/// How a statement ended.
pub(crate) struct ExecResult {
    /// The rows written; zero for a read.
    pub(crate) affected: u64,
    /// What took the rows.
    pub(crate) sink: Box<dyn Sink>,
}

/// Takes the rows of an answer, one after the other, on the thread that stepped them.
pub(crate) trait Sink: Any + Send {
    fn row(&mut self, row: &dyn Row) -> Result<()>;
}
