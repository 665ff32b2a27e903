//! The limits of a database handle: times and numbers, each with its default.

use std::time::Duration;

/// How sure a commit is once it has been answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Durability {
    /// A committed row survives a power cut.
    #[default]
    Full,
    /// A committed row survives a crash of the program; a power cut may take the last ones, and leaves the database consistent.
    Normal,
    /// Whatever the server is set to. Nothing is asked of it, and what it has acknowledged may be lost with it; SQLite does
    /// what it does under [`Durability::Normal`].
    Server,
}

/// The limits of a database handle. Every wait has one.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) durability: Durability,
    /// The most connections that only read, to a file.
    pub(crate) readers: usize,
    /// The most connections to a server.
    pub(crate) connections: usize,
    /// How long a connection to one server may take to open.
    pub(crate) connect: Duration,
    /// How long a connection may rest before it is closed.
    pub(crate) idle: Duration,
    /// How long a connection may live before it is closed.
    pub(crate) lifetime: Duration,
    pub(crate) acquire: Duration,
    pub(crate) lock: Duration,
    pub(crate) statement: Duration,
    pub(crate) idle_in_transaction: Duration,
    /// The most attempts of a transaction's closure.
    pub(crate) attempts: u32,
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
            lifetime: Duration::from_secs(30 * 60),
            acquire: Duration::from_secs(10),
            lock: Duration::from_secs(5),
            statement: Duration::from_secs(30),
            idle_in_transaction: Duration::from_secs(60),
            attempts: 5,
            retry: Duration::from_secs(15),
        }
    }
}
