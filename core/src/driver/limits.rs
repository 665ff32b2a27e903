//! The limits of a database handle: times and numbers, each with its default.

use std::time::Duration;

/// The durability guarantee of an acknowledged commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Durability {
    /// A committed row survives a power failure.
    #[default]
    Full,
    /// A committed row survives a crash of the application. A power failure can lose the last ones,
    /// and leaves the database consistent.
    Normal,
    /// The setting of the server, unchecked: rows that it has acknowledged may be lost with it.
    /// SQLite behaves as under [`Durability::Normal`].
    Server,
}

/// The isolation level of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Isolation {
    /// Transactions have the effect of running one after the other: if rows that one has read were
    /// changed concurrently, it does not commit, and gives
    /// [`ErrorKind::Busy`](crate::ErrorKind::Busy).
    #[default]
    Serializable,
    /// Each statement reads what is committed when it starts. Writers of other rows are no conflict,
    /// and PostgreSQL, MariaDB and MySQL do not lock the rows that are only read.
    ///
    /// Nothing that was read is still current at the commit, unless the transaction locked or wrote
    /// that row: it can be changed or deleted, and a query can find other rows the second time. So
    /// a write may depend only on rows that were read with `for_update` or `for_update_skip_locked`, and a
    /// check that no such row exists needs a unique index. Constraints hold as always.
    ///
    /// SQLite runs one writing transaction at a time, so there it is the same as
    /// [`Isolation::Serializable`].
    ReadCommitted,
}

/// The limits of a database handle. Every wait has one.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) durability: Durability,
    /// The most read-only connections to a file.
    pub(crate) readers: usize,
    /// The most connections to a server.
    pub(crate) connections: usize,
    /// The limit on opening a connection to one server.
    pub(crate) connect: Duration,
    /// The time after which an idle connection is closed.
    pub(crate) idle: Duration,
    /// The time after which an idle connection is pinged before it writes.
    pub(crate) rest_before_write: Duration,
    /// The age at which a connection is closed.
    pub(crate) lifetime: Duration,
    /// The limit on waiting for a connection.
    pub(crate) acquire: Duration,
    /// The limit on waiting for a lock of another transaction.
    pub(crate) lock: Duration,
    /// The limit on one statement.
    pub(crate) statement: Duration,
    /// The time without a statement after which a transaction is rolled back.
    pub(crate) idle_in_transaction: Duration,
    /// The most attempts of a transaction's closure.
    pub(crate) attempts: u32,
    /// The limit on all attempts together.
    pub(crate) retry: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            durability: Durability::Full,
            readers: std::thread::available_parallelism()
                .map_or(4, std::num::NonZero::get)
                .max(4),
            connections: 10,
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(10 * 60),
            rest_before_write: Duration::from_millis(10),
            lifetime: Duration::from_secs(30 * 60),
            acquire: Duration::from_secs(10),
            lock: Duration::from_secs(5),
            statement: Duration::from_secs(30),
            idle_in_transaction: Duration::from_secs(60),
            attempts: u32::MAX,
            retry: Duration::from_secs(15),
        }
    }
}
