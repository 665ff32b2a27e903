//! Handles over an existing connection pool of the application.

#[cfg(feature = "mysql")]
use crate::driver::mysql;
#[cfg(feature = "postgres")]
use crate::driver::postgres;
#[cfg(feature = "sqlx-sqlite")]
use crate::driver::sqlx_sqlite;

/// Implements the conversions from a pool. A macro: an `impl From<Pool<E>>` for every engine at
/// once would conflict with `From<T> for T`.
macro_rules! from_pool {
    ($feature:literal, $driver:ident, $(#[$doc:meta])+) => {
        #[cfg(feature = $feature)]
        $(#[$doc])+
        impl From<$driver::AppPool> for crate::db::Db {
            fn from(pool: $driver::AppPool) -> Self {
                let limits = crate::driver::limits::Limits::default();
                Self::over($driver::over(pool, &limits), limits)
            }
        }

        /// Returns a builder over an existing pool, to set limits; see `Db::from` for the
        /// guarantees of such a handle. The pool decides the number of connections and their
        /// lifetime.
        #[cfg(feature = $feature)]
        impl From<$driver::AppPool> for crate::db::builder::Builder {
            fn from(pool: $driver::AppPool) -> Self {
                Self::over_pool(Box::new(|limits| $driver::over(pool, limits)))
            }
        }
    };
}

from_pool! {
    "mysql", mysql,
    /// Returns a handle over an existing pool, with the default limits.
    ///
    /// The guarantees are those of [`Db::connect`](crate::Db::connect), except for what the pool
    /// decides: the number of connections, their lifetime, and pings when a connection is returned
    /// and by default before each use, which make a short call take two or three times as long. On
    /// these servers timeouts are settings of a session, which belongs to the pool: its own
    /// timeouts apply on the server, and the timeouts of this handle are enforced by the client
    /// only. The settings of the server and of the session are checked before the first operation;
    /// a session that changes or truncates values silently is rejected.
}

from_pool! {
    "postgres", postgres,
    /// Returns a handle over an existing pool, with the default limits.
    ///
    /// The guarantees are those of [`Db::connect`](crate::Db::connect), except for what the pool
    /// decides: the number of connections, their lifetime, and pings when a connection is returned
    /// and by default before each use, which make a short call take two or three times as long.
    /// Timeouts are set in each transaction, not in the session, which belongs to the pool; so for
    /// a single operation the timeouts of the pool apply on the server, and those of this handle
    /// are enforced by the client only. The settings of the server are checked before the first
    /// operation.
}

from_pool! {
    "sqlx-sqlite", sqlx_sqlite,
    /// Returns a handle over an existing pool, with the default limits.
    ///
    /// For an application whose other parts use the same pool. Rows are stored in the same form as
    /// by a handle of [`Db::connect`](crate::Db::connect), so both can use one file; that handle is
    /// faster. sqlx runs each connection on a thread of its own, and its pool pings a connection
    /// when it is returned and by default before each use: tens to hundreds of microseconds for a
    /// call, where the work itself takes ten. A transaction takes two more calls, and so does an
    /// update, which is rolled back when the row that it returns cannot be read.
    ///
    /// The settings of the connections are those of the pool. They are checked on one connection
    /// before the first operation: `foreign_keys` must be on, which is the default of sqlx, and a
    /// file needs `journal_mode` WAL, which the application sets; `synchronous` must be FULL, its
    /// default, unless [`Builder::durability`](crate::db::Builder::durability) is lower. On macOS a
    /// commit survives a power failure only with the pragma `fullfsync` too, which is not checked.
    ///
    /// Such a handle has no guarantee of these:
    ///
    /// - A queue of writers. Readers and writers share the pool, and each writer waits for the lock
    ///   for the `busy_timeout` of the pool, whatever the timeout of the handle, and then returns
    ///   [`ErrorKind::Busy`](crate::ErrorKind::Busy).
    /// - The end of a statement at its timeout. The statement continues on its thread, and if it
    ///   writes, the error is [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown).
    /// - The field of a violated foreign key. SQLite does not report which one was violated; the
    ///   field is set if only one is possible, and missing otherwise.
    /// - The rows of a database in memory, which ends with its last connection, so also after a
    ///   timeout of a statement. Use a pool of exactly one connection, without `idle_timeout` and
    ///   `max_lifetime`.
}
