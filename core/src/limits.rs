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
}

/// The limits of a database handle. Every wait has one.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) durability: Durability,
    /// The most connections that only read.
    pub(crate) readers: usize,
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
            acquire: Duration::from_secs(10),
            lock: Duration::from_secs(5),
            statement: Duration::from_secs(30),
            idle_in_transaction: Duration::from_secs(60),
            attempts: 5,
            retry: Duration::from_secs(15),
        }
    }
}
