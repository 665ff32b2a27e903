//! The databases: one driver for each, behind the traits of [`seam`].
//!
//! This file is the only one of the layer that names the features of databases: it lists the
//! modules and the drivers by the schemes of their URLs.
//!
//! - [`seam`]: the traits, what crosses them, and what an implementor must do.
//! - `sqlite/`: SQLite in the process, on rusqlite.
//! - `sqlx/`: every database that is reached through sqlx, over its trait `Engine`. `postgres/`,
//!   `mysql/` and `sqlx_sqlite/` implement that trait; `bind.rs` writes values, `row.rs` reads
//!   them, `classify.rs` maps errors, `session.rs` prepares a connection.
//! - `sqlite_common/`: what the two drivers of SQLite share, so that either can open the other's
//!   file.
//!
//! # Adding a database
//!
//! In this layer, for a database that sqlx reaches:
//!
//! 1. `<name>/mod.rs`: `impl Engine`, the settings that a URL may have, `AppPool` and `over`.
//! 2. `<name>/bind.rs`, `row.rs`: each `Kind` in both directions. The compiler lists the kinds.
//! 3. `<name>/session.rs`: the limits of time, serializable transactions, UTC, and the check that
//!    refuses a server that loses acknowledged writes.
//! 4. `<name>/classify.rs`: the table of error codes, as [`seam`] describes, with its tests by
//!    table.
//! 5. `<name>/tests/`: the suite of `sqlx::tests`, and what only this database does.
//! 6. This file: the module, and a line in [`DRIVERS`].
//!
//! Elsewhere:
//!
//! 7. `core/Cargo.toml`: the feature. `db/from_pool.rs`: the `From` impls over a pool of sqlx.
//! 8. `sql/dialect/<name>.rs`: the dialect, as data and pure functions.
//! 9. `testing/provision.rs`: how to create and drop a test database.
//! 10. `tests/it/support/`: the engine in the table of engines. The suite then runs on it.
//!
//! A database that sqlx does not reach implements `Driver` and `Session` itself, as `sqlite/` does.

mod counters;
#[allow(dead_code, reason = "no database has every failure")]
#[cfg(any(
    feature = "mysql",
    feature = "postgres",
    feature = "sqlite",
    feature = "sqlx-sqlite"
))]
mod failure;
pub(crate) mod limits;
pub(crate) mod metrics;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "testing")]
pub(crate) mod recorder;
pub(crate) mod seam;
pub(crate) mod sinks;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sqlite", feature = "sqlx-sqlite"))]
mod sqlite_common;
#[allow(dead_code, reason = "no engine uses every helper")]
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlx-sqlite"))]
mod sqlx;
#[cfg(feature = "sqlx-sqlite")]
pub(crate) mod sqlx_sqlite;
#[cfg(feature = "testing")]
pub(crate) mod statement_log;
#[cfg(any(
    feature = "mysql",
    feature = "postgres",
    feature = "sqlite",
    feature = "sqlx-sqlite"
))]
mod unique_index;
#[allow(dead_code, reason = "a pool has no URL")]
#[cfg(any(
    feature = "mysql",
    feature = "postgres",
    feature = "sqlite",
    feature = "sqlx-sqlite"
))]
mod url;

use std::path::Path;
use std::sync::Arc;

use crate::driver::limits::Limits;
use crate::driver::seam::{BoxFuture, Driver};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Opens a database and its first connection, so that a wrong URL and an unsafe server are refused
/// at once.
type Open = fn(url: &str, limits: &Limits) -> BoxFuture<'static, Arc<dyn Driver>>;

/// The databases by the schemes of their URLs, with the feature that enables each; None where it is
/// off.
#[rustfmt::skip]
const DRIVERS: &[(&[&str], &str, Option<Open>)] = &[
    #[cfg(feature = "sqlite")]
    (&["sqlite"], "sqlite", Some(sqlite::open)),
    #[cfg(not(feature = "sqlite"))]
    (&["sqlite"], "sqlite", None),
    #[cfg(feature = "postgres")]
    (&["postgres", "postgresql"], "postgres", Some(sqlx::open::<::sqlx::Postgres>)),
    #[cfg(not(feature = "postgres"))]
    (&["postgres", "postgresql"], "postgres", None),
    #[cfg(feature = "mysql")]
    (&["mysql", "mariadb"], "mysql", Some(sqlx::open::<::sqlx::MySql>)),
    #[cfg(not(feature = "mysql"))]
    (&["mysql", "mariadb"], "mysql", None),
];

/// Opens the file of SQLite at a path.
pub(crate) async fn open_file(path: &Path, limits: &Limits) -> Result<Arc<dyn Driver>> {
    #[cfg(feature = "sqlite")]
    {
        sqlite::open_file(path, limits).await
    }
    #[cfg(not(feature = "sqlite"))]
    {
        let _ = (path, limits);
        Err(no_driver("files of SQLite", "sqlite"))
    }
}

fn no_driver(subject: &str, feature: &str) -> Error {
    Error::new(
        ErrorKind::Unsupported,
        format!(
            "this build has no driver for {subject}; enable the feature `{feature}` of the crate `fivefold`"
        ),
    )
}

/// Opens the database that the URL names.
pub(crate) async fn open(url: &str, limits: &Limits) -> Result<Arc<dyn Driver>> {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    match DRIVERS.iter().find(|(known, _, _)| known.contains(&scheme)) {
        Some((_, _, Some(open))) => open(url, limits).await,
        Some((_, feature, None)) => Err(no_driver(&format!("`{scheme}:` URLs"), feature)),
        None => {
            let known: Vec<String> = DRIVERS
                .iter()
                .flat_map(|(schemes, _, _)| schemes.iter())
                .map(|scheme| format!("`{scheme}:`"))
                .collect();
            Err(Error::new(
                ErrorKind::Misuse,
                format!(
                    "the URL has an unknown scheme; start it with {}",
                    known.join(", ")
                ),
            ))
        }
    }
}
