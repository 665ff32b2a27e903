//! The metrics of a database handle.

/// The counters of a [`Db`](crate::Db) since it was opened, and its connections now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Metrics {
    /// Statements sent, without those that control transactions (BEGIN, COMMIT, SAVEPOINT). A batch
    /// counts as one.
    pub statements: u64,
    /// Transactions started.
    pub transactions: u64,
    /// Open connections.
    pub connections: usize,
    /// Connections in use.
    pub in_use: usize,
    /// Callers waiting for a connection to a server. Always zero for SQLite.
    pub waiting: usize,
    /// Connections to a server that were opened. Always zero for SQLite.
    pub opened: u64,
    /// Connections to a server that were closed because they broke, or because their answer did not
    /// arrive in time. Always zero for SQLite.
    pub discarded: u64,
    /// Statements sent to replicas, including those that read the position of a replica.
    pub replica_reads: u64,
    /// Reads that went to the primary instead of a replica, because no replica was reachable or
    /// current enough.
    pub replica_misses: u64,
    /// Stored password hashes that could not be checked at a sign-in: malformed, or of no accepted
    /// policy. The caller sees a wrong password. Always zero without the feature `auth`.
    pub unusable_hashes: u64,
    /// Sign-ins and password changes that were refused because of too many failures of their login.
    /// Always zero without the feature `auth`.
    pub throttled: u64,
}
