//! What a database handle counts.

/// What a [`Db`](crate::Db) has done since it was opened, and holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Metrics {
    /// Statements sent, with those of transactions themselves (BEGIN, COMMIT, SAVEPOINT) left out. A batch counts as one.
    pub statements: u64,
    /// Transactions begun.
    pub transactions: u64,
    /// Connections that are open now.
    pub connections: usize,
    /// Connections that are in use now.
    pub in_use: usize,
    /// Callers that wait for a connection to a server now. Always zero for SQLite.
    pub waiting: usize,
    /// Connections to a server that were opened so far. Always zero for SQLite.
    pub opened: u64,
    /// Connections to a server that were closed because they broke, or because a call on them was cut short. Always zero for
    /// SQLite.
    pub discarded: u64,
    /// Statements sent to replicas, those among them that ask how far one has come.
    pub replica_reads: u64,
    /// Reads that were meant for a replica and went to the primary, because none could be reached or had come far enough.
    pub replica_misses: u64,
    /// Stored hashes of passwords that could not be checked when somebody signed in: malformed, or of no policy that is
    /// accepted. The caller sees a wrong password. Always zero without the feature `auth`.
    pub unusable_hashes: u64,
    /// Tries to sign in that were refused because their login had failed too often. Always zero without the feature `auth`.
    pub throttled: u64,
}
