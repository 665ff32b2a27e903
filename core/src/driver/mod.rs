//! The seam: what the engine asks of a database, and the table of the databases that are built in.

mod counters;
#[allow(dead_code, reason = "not every database meets every failure")]
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlx-sqlite"))]
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
#[allow(dead_code, reason = "not every database needs all of it")]
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlx-sqlite"))]
mod sqlx;
#[cfg(feature = "sqlx-sqlite")]
pub(crate) mod sqlx_sqlite;
#[cfg(feature = "testing")]
pub(crate) mod statement_log;

use std::sync::Arc;

use crate::driver::limits::Limits;
use crate::driver::seam::{BoxFuture, Driver};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Opens a database.
type Open = fn(url: &str, limits: &Limits) -> BoxFuture<'static, Arc<dyn Driver>>;

/// The databases by the schemes of their URLs, and the feature that brings each; none where it is off.
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

/// Opens the database that the URL names.
pub(crate) async fn open(url: &str, limits: &Limits) -> Result<Arc<dyn Driver>> {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    match DRIVERS.iter().find(|(known, _, _)| known.contains(&scheme)) {
        Some((_, _, Some(open))) => open(url, limits).await,
        Some((_, feature, None)) => Err(Error::new(
            ErrorKind::Unsupported,
            format!(
                "this build has no `{scheme}:` databases; turn on the feature `{feature}` of the crate `fivefold`"
            ),
        )),
        None => {
            let known: Vec<String> = DRIVERS
                .iter()
                .flat_map(|(schemes, _, _)| schemes.iter())
                .map(|scheme| format!("`{scheme}:`"))
                .collect();
            Err(Error::new(
                ErrorKind::Misuse,
                format!(
                    "the URL names no known database; start it with {}",
                    known.join(", ")
                ),
            ))
        }
    }
}
