//! What one database does in its own way. Everything else is written once, over this.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use sqlx::Database;
use sqlx::error::DatabaseError;

use crate::driver::limits::Limits;
use crate::driver::seam::{BoxFuture, FkHint};
use crate::driver::sqlx::execute::Execute;
use crate::driver::sqlx::fault::Fault;
use crate::error::Result;
use crate::sql::dialect::Dialect;
use crate::table::Table;
use crate::value::Value;
use crate::value::row::Row;

/// A database that sqlx reaches.
pub(in crate::driver) trait Engine: Execute {
    /// How to reach one server.
    type Options: Send + Sync + 'static;

    /// A row, read where sqlx keeps it.
    type RowRef<'r>: Row;

    /// What refers to a statement that failed, beside its error.
    const DIALECT: &'static Dialect;

    /// Commits, and fails where the transaction had already been given up by the server.
    const COMMIT: &'static str;

    /// The same, one command after the other, for servers of [`ServerTraits::in_steps`].
    const COMMIT_STEPS: &'static [&'static str] = &[Self::COMMIT];

    /// True where a change that gives its row back runs in a transaction of its own, so that it is undone when the row cannot
    /// be read. To a server that would be two round trips more.
    const ROLLS_BACK_UNREADABLE: bool = false;

    /// True where a database in memory ends with its connection, so that none may be lost on its way out of the pool. Elsewhere
    /// nobody is to stand in line who has given up waiting.
    const ENDS_WITH_CONNECTION: bool = false;

    /// Returns the servers that the URL names, in its order.
    fn options(url: &str, limits: &Limits) -> Result<Vec<Self::Options>>;

    /// Opens a connection, prepares its session, and refuses a server that would lose what it acknowledges.
    /// `writes` refuses one that only reads as well.
    fn open<'a>(
        options: &'a Self::Options,
        limits: &'a Limits,
        writes: bool,
    ) -> OpenFuture<'a, Self>;

    /// Looks at the server behind a connection of the program's own pool, once.
    fn inspect<'a>(
        connection: &'a mut Self::Connection,
        limits: &'a Limits,
    ) -> BoxFuture<'a, ServerTraits>;

    /// How a transaction starts; `bare` is for connections whose session was not prepared, or is not the same from one
    /// transaction to the next.
    fn begin_sql(limits: &Limits, no_session: bool) -> BeginSql;

    /// The values of one execution.
    fn arguments(values: &[Value]) -> Result<Self::Arguments>;

    /// The values of several rows, one array for each column. Only for the dialect that takes arrays.
    fn arrays(rows: &[Vec<Value>]) -> Result<Self::Arguments>;

    fn row_ref(row: &Self::Row) -> Self::RowRef<'_>;

    fn affected(result: &Self::QueryResult) -> u64;

    /// The key that the server counted up for a new row, where the statement itself does not return it.
    fn last_key(result: &Self::QueryResult) -> Option<i64>;

    /// Says what an answer of the server means.
    fn classify(error: &dyn DatabaseError, table: Option<&'static Table>, writes: &FkHint)
    -> Fault;
}

/// A connection on its way. A fault that reaches as far as the server says that another one is to be tried.
pub(in crate::driver) type OpenFuture<'a, E> =
    Pin<Box<dyn Future<Output = Result<Opened<E>, Fault>> + Send + 'a>>;

/// A connection that was just opened.
pub(in crate::driver) struct Opened<E: Database> {
    pub(in crate::driver) connection: E::Connection,
    pub(in crate::driver) traits: ServerTraits,
}

/// What a connection leads to.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::driver) struct ServerTraits {
    /// True behind a pooler that gives each transaction another server connection: nothing of a session can be relied upon.
    pub(in crate::driver) no_session: bool,
    /// True where a transaction may be given up between two statements of one text without a word: COMMIT stands alone there.
    pub(in crate::driver) commits_in_steps: bool,
}

/// The texts that start a transaction.
#[derive(Debug, Clone)]
pub(in crate::driver) struct BeginSql {
    /// One of the caller's, in which several operations happen: serializable, so that each database gives the same answer.
    pub(in crate::driver) transaction: Arc<str>,
    /// One around the statements of a single operation.
    pub(in crate::driver) implicit: Arc<str>,
}
