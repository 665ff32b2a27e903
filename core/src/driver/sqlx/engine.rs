//! The interface of a database that sqlx reaches. Everything else in this folder is generic over
//! it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use sqlx::Database;
use sqlx::error::DatabaseError;

use crate::driver::limits::{Isolation, Limits};
use crate::driver::seam::{BoxFuture, FkHint};
use crate::driver::sqlx::execute::Execute;
use crate::driver::sqlx::fault::Fault;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::table::Table;
use crate::value::row::Row;
use crate::value::{Kind, Value};

/// A database that sqlx reaches.
pub(in crate::driver) trait Engine: Execute {
    /// The address, login and TLS settings of one server.
    type Options: Send + Sync + 'static;

    /// A row, read in place from the buffer of sqlx.
    type RowRef<'r>: Row;

    /// The dialect in which statements for this database are rendered.
    const DIALECT: &'static Dialect;

    /// The text that commits, and that fails when the server has already rolled the transaction
    /// back. A bare COMMIT is answered with success then.
    const COMMIT: &'static str;

    /// The same commands one by one, for servers of [`ServerTraits::commits_in_steps`].
    const COMMIT_STEPS: &'static [&'static str] = &[Self::COMMIT];

    /// The statements before and after one that may change the session, in a transaction. The second
    /// one fails when the transaction has ended. None where no statement can end it but those that
    /// raw SQL may not run.
    const TRANSACTION_CHECK: Option<[&'static str; 2]> = None;

    /// The query that counts the unique indexes on a key alone, if its column has this integer type;
    /// its values are the names of the table, the column and the type, which is empty for another
    /// one. `None` where a transaction around a statement costs no round trip.
    const SAFE_KEY: Option<&'static str> = None;

    /// The query that counts the columns of a table which are as the model says; its values are the
    /// name of the table, and a JSON array of the columns. `None` where a statement that returns a
    /// row of the table always has a transaction.
    const FITTING_COLUMNS: Option<&'static str> = None;

    /// The query of the unique indexes of a table, as rows of an index and a column, in the order of
    /// the columns; its value is the name of the table. `None` where the error of a conflict has both
    /// the name of the index and the columns.
    const UNIQUE_INDEXES: Option<&'static str> = None;

    /// The statements, in a transaction, that let a foreign key be violated until it ends, and that
    /// end this. None where foreign keys are checked when all rows of a statement are written.
    const DEFER_KEYS: Option<[&'static str; 2]> = None;

    /// True where the error of a conflict has the name of the index, and false where it has the
    /// columns.
    const REPORTS_INDEX: bool = true;

    /// The name of the type of 32 bits in the catalogue.
    const INTEGER: &'static str = "integer";

    /// True where a database in memory ends with its connection, so that a dropped `acquire` must
    /// not close one. Elsewhere a caller that has given up waiting must not stay in the queue of
    /// the pool.
    const ENDS_WITH_CONNECTION: bool = false;

    /// Returns the servers that the URL names, in its order.
    fn options(url: &str, limits: &Limits) -> Result<Vec<Self::Options>>;

    /// Opens a connection, prepares its session, and refuses a server that can lose acknowledged
    /// writes. With `writes`, also refuses a server that is read-only.
    fn open<'a>(
        options: &'a Self::Options,
        limits: &'a Limits,
        writes: bool,
    ) -> OpenFuture<'a, Self>;

    /// Inspects the server behind a connection of the application's pool. Called once per pool.
    fn inspect<'a>(
        connection: &'a mut Self::Connection,
        limits: &'a Limits,
    ) -> BoxFuture<'a, ServerTraits>;

    /// Returns the statements that start a transaction. With `no_session`, for connections whose
    /// session was not prepared by us, or differs from one transaction to the next.
    fn begin_sql(limits: &Limits, no_session: bool) -> BeginSql;

    /// Encodes the values of one execution.
    fn arguments(values: &[Value]) -> Result<Self::Arguments>;

    /// Encodes the values of several rows, one array for each column. Called only for a dialect
    /// with [`Bulk::Arrays`](crate::sql::dialect::capabilities::Bulk::Arrays), which implements it.
    fn arrays(_rows: &[Vec<Value>]) -> Result<Self::Arguments> {
        Err(Error::new(
            ErrorKind::Internal,
            "an array was encoded for a database without arrays; report it to the developers of `fivefold`",
        ))
    }

    /// Returns the types in the catalogue of which every value can be read as this kind.
    fn column_types(_: Kind) -> &'static [&'static str] {
        &[]
    }

    fn row_ref(row: &Self::Row) -> Self::RowRef<'_>;

    fn affected(result: &Self::QueryResult) -> u64;

    /// Returns the key that the server generated for a new row, where the statement itself does not
    /// return it.
    fn last_key(result: &Self::QueryResult) -> Option<u64>;

    /// Maps an error of the server to a [`Fault`].
    fn classify(error: &dyn DatabaseError, table: Option<&'static Table>, writes: &FkHint)
    -> Fault;
}

/// The future of [`Engine::open`]. A fault of
/// [`FaultScope::Server`](crate::driver::sqlx::fault::FaultScope::Server) or beyond means that the
/// next host is tried.
pub(in crate::driver) type OpenFuture<'a, E> =
    Pin<Box<dyn Future<Output = Result<Opened<E>, Fault>> + Send + 'a>>;

/// A connection that was just opened.
pub(in crate::driver) struct Opened<E: Database> {
    pub(in crate::driver) connection: E::Connection,
    pub(in crate::driver) traits: ServerTraits,
}

/// The properties of the server behind a connection.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::driver) struct ServerTraits {
    /// True behind a pooler that assigns another server connection to each transaction: settings of
    /// the session do not last.
    pub(in crate::driver) no_session: bool,
    /// True where the server can roll a transaction back between two statements of one text without
    /// an error: COMMIT must be a command of its own there.
    pub(in crate::driver) commits_in_steps: bool,
    /// True where the database ends with its only connection, which is then not closed for a
    /// statement that changes the session; such a statement is refused.
    pub(in crate::driver) ends_with_connection: bool,
}

/// The statements that start a transaction.
#[derive(Debug, Clone)]
pub(in crate::driver) struct BeginSql {
    /// A transaction of the caller, with several operations: serializable, so that each database
    /// gives the same results.
    pub(in crate::driver) transaction: Arc<str>,
    /// A transaction of the caller that reads what is committed.
    pub(in crate::driver) read_committed: Arc<str>,
    /// A transaction around the statements of a single operation.
    pub(in crate::driver) implicit: Arc<str>,
}

impl BeginSql {
    /// Returns the statement for a transaction of the caller.
    pub(super) const fn of(&self, isolation: Isolation) -> &Arc<str> {
        match isolation {
            Isolation::Serializable => &self.transaction,
            Isolation::ReadCommitted => &self.read_committed,
        }
    }
}
