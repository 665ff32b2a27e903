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
