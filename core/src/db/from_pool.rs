//! Handles over a pool of connections that an application has already.

#[cfg(feature = "mysql")]
use crate::driver::mysql;
#[cfg(feature = "postgres")]
use crate::driver::postgres;
#[cfg(feature = "sqlx-sqlite")]
use crate::driver::sqlx_sqlite;

/// Makes handles and builders from a pool. A macro: an `impl From<Pool<E>>` for every engine at once would conflict with `From<T> for T`.
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

        /// Returns a builder over the program's own pool, to set limits; see `Db::from` for what such a handle can promise.
        /// The number of connections and how long they live stay the pool's own.
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
    /// Returns a handle over the pool that the program has already, with the default limits.
    ///
    /// Everything holds that holds for a handle of [`Db::connect`](crate::Db::connect), but for what the pool decides: how many
    /// connections there are, how long they live, and that each is asked whether it works when it comes back, and by default
    /// before it is used as well, which makes a short call take two or three times as long. These servers know limits on time
    /// as settings of a session, and the session is not ours: its own ones hold, and after ours this side gives up alone.
    /// The settings of the server and of the session are looked at before the first operation; a session that changes or cuts
    /// values without a word is refused.
}

from_pool! {
    "postgres", postgres,
    /// Returns a handle over the pool that the program has already, with the default limits.
    ///
    /// Everything holds that holds for a handle of [`Db::connect`](crate::Db::connect), but for what the pool decides: how many
    /// connections there are, how long they live, and that each is asked whether it works when it comes back, and by default
    /// before it is used as well, which makes a short call take two or three times as long. The limits on time are set in
    /// each transaction, not in the session, which is not ours; so a single operation runs under the pool's own limits,
    /// and is given up by this side alone when its limit passes. The server's settings are looked at before the first operation.
}

from_pool! {
    "sqlx-sqlite", sqlx_sqlite,
    /// Returns a handle over the pool that the program has already, with the default limits.
    ///
    /// For a program whose other parts use the same pool. Rows are stored as they are by a handle of
    /// [`Db::connect`](crate::Db::connect), so both can use one file; that handle is the faster one. sqlx runs each connection on
    /// a thread of its own, and its pool asks a connection whether it works when it comes back and by default before it is used:
    /// tens to hundreds of microseconds a call, where the work itself takes ten. A transaction takes two calls more, and so does
    /// an update, which is undone when the row that it gives back cannot be read.
    ///
    /// The settings of the connections are the pool's. They are looked at before the first operation, on one connection:
    /// `foreign_keys` must be on, which sqlx sees to, and a file needs `journal_mode` WAL, which it leaves to the program;
    /// `synchronous` must be FULL, its default, unless [`Builder::durability`](crate::db::Builder::durability) asks for less.
    /// On macOS a commit survives a power cut only with the pragma `fullfsync` as well, which nobody looks at.
    ///
    /// What such a handle cannot promise:
    ///
    /// - Readers and writers share the pool, and writers do not form a queue: each waits for the lock as long as the pool's
    ///   `busy_timeout` says, whatever the limit of the handle, and gets [`ErrorKind::Busy`](crate::ErrorKind::Busy) after that.
    /// - A statement that runs for longer than its limit is given up by the caller's side alone. It goes on, on its thread, and if
    ///   it writes, the answer is [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown).
    /// - SQLite does not say which foreign key was violated, and it is not asked again. The field is named where only one can be to
    ///   blame, and missing otherwise.
    /// - A database in memory ends with its last connection, so also with a statement that is given up. Give it a pool of exactly
    ///   one, without `idle_timeout` and `max_lifetime`.
}
