//! Databases that are reached through sqlx. Everything common to them is written once, over the
//! trait [`Engine`].
//!
//! A call owns its connection and its values, and runs where its caller polls it. Dropped before
//! its end, it is handed to the runtime, which drives it to completion: see [`shield`]. A
//! connection goes back to its pool only in the state in which it was taken: see [`lease`].

mod bulk;
pub(in crate::driver) mod classify;
mod conflict;
pub(in crate::driver) mod decimal;
pub(in crate::driver) mod engine;
pub(in crate::driver) mod execute;
mod execution;
pub(in crate::driver) mod fault;
mod first_violation;
mod hosts;
mod key_check;
mod lease;
mod pool;
mod row_check;
mod run;
mod self_reference;
mod session;
mod shield;
pub(in crate::driver) mod url;
pub(in crate::driver) mod violation;

#[cfg(test)]
pub(in crate::driver) mod tests;

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::driver::counters::Counters;
use crate::driver::failure::Failure;
use crate::driver::limits::{Isolation, Limits};
use crate::driver::metrics::Metrics;
use crate::driver::seam::{BoxFuture, Call, Driver, ExecResult, Session};
use crate::driver::sqlx::classify::classify_connect;
use crate::driver::sqlx::engine::{Engine, ServerTraits};
use crate::driver::sqlx::hosts::Hosts;
use crate::driver::sqlx::lease::{Conn, ConnectConfig, Lease};
use crate::driver::sqlx::pool::Pool;
use crate::driver::sqlx::session::Transaction;
use crate::driver::sqlx::shield::Shield;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, no_runtime};
use crate::sql::dialect::Dialect;

/// Opens the database that the URL names, with a pool of our own.
pub(super) fn open<E: Engine>(url: &str, limits: &Limits) -> BoxFuture<'static, Arc<dyn Driver>> {
    let options = E::options(url, limits);
    let limits = limits.clone();
    Box::pin(async move {
        let pool = Pool::<E>::new(Hosts::new(options?), limits.clone());
        let driver = SqlxDriver::new(Source::Own(pool), limits);
        // So that a wrong URL and an unsafe server are refused here, not at the first call.
        drop(driver.lease(false).await?);
        Ok(Arc::new(driver) as Arc<dyn Driver>)
    })
}

/// Returns a driver over the pool of an application.
pub(in crate::driver) fn over<E: Engine>(
    pool: ::sqlx::Pool<E>,
    limits: &Limits,
) -> Arc<dyn Driver> {
    let source = Source::App(pool, OnceCell::new());
    Arc::new(SqlxDriver::new(source, limits.clone()))
}

/// A driver over a pool.
struct SqlxDriver<E: Engine> {
    source: Source<E>,
    config: Arc<ConnectConfig>,
    limits: Limits,
    counters: Arc<Counters>,
}

/// The source of connections.
enum Source<E: Engine> {
    Own(Arc<Pool<E>>),
    /// The application's pool, and the traits of the server behind it, read once.
    App(::sqlx::Pool<E>, OnceCell<ServerTraits>),
}

impl<E: Engine> SqlxDriver<E> {
    fn new(source: Source<E>, limits: Limits) -> Self {
        let config = ConnectConfig {
            statement: limits.statement,
            begin_sql: E::begin_sql(&limits, true),
            returns_keys: OnceLock::new(),
            safe_keys: Mutex::default(),
            safe_rows: Mutex::default(),
            unique_indexes: Mutex::default(),
        };
        Self {
            source,
            config: Arc::new(config),
            limits,
            counters: Arc::default(),
        }
    }

    async fn lease(&self, writes: bool) -> Result<Lease<E>> {
        if Handle::try_current().is_err() {
            return Err(no_runtime());
        }
        let (conn, traits) = match &self.source {
            Source::Own(pool) => {
                let live = pool.acquire(writes).await?;
                let traits = live.traits;
                (Conn::Own(live), traits)
            }
            Source::App(pool, known_traits) => {
                let mut connection = acquire_from_app(pool, self.limits.acquire).await?;
                let traits = known_traits
                    .get_or_try_init(|| E::inspect(&mut connection, &self.limits))
                    .await?;
                (Conn::App(connection), *traits)
            }
        };
        Ok(Lease::new(conn, traits, Arc::clone(&self.config)))
    }
}

/// Takes a connection from the pool of the application.
async fn acquire_from_app<E: Engine>(
    pool: &::sqlx::Pool<E>,
    limit: Duration,
) -> Result<::sqlx::pool::PoolConnection<E>> {
    let acquired = if E::ENDS_WITH_CONNECTION {
        // sqlx closes a connection when `acquire` is dropped during its ping, and a database in
        // memory ends with its connection. <https://github.com/transact-rs/sqlx/issues/1869>
        let acquire = Shield::new(Handle::try_current().ok(), pool.acquire());
        timeout(limit, acquire).await
    } else {
        timeout(limit, pool.acquire()).await
    };
    let acquired = acquired.unwrap_or(Err(::sqlx::Error::PoolTimedOut));
    acquired.map_err(|error| classify_connect::<E>(error).error)
}

impl<E: Engine> Driver for SqlxDriver<E> {
    fn dialect(&self) -> &'static Dialect {
        E::DIALECT
    }

    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        Box::pin(async move {
            let mut call = call;
            loop {
                let lease = self.lease(call.work.writes()).await?;
                let counters = Arc::clone(&self.counters);
                let runtime = lease.runtime();
                let run = async move { run::run_standalone(lease, call, &counters).await };
                match Shield::new(runtime, run).await {
                    run::Outcome::Answered(answer) => return answer,
                    // The other idle connections are suspect now and pinged before use, so this
                    // loop ends.
                    run::Outcome::Retry(retry) => call = retry,
                }
            }
        })
    }

    fn begin(&self) -> BoxFuture<'_, Box<dyn Session>> {
        self.begin_with(Isolation::Serializable)
    }

    fn begin_with(&self, isolation: Isolation) -> BoxFuture<'_, Box<dyn Session>> {
        Box::pin(async move {
            self.counters.transaction();
            loop {
                let mut lease = self.lease(false).await?;
                let counters = Arc::clone(&self.counters);
                let runtime = lease.runtime();
                let begin_transaction = async move {
                    let begin = Arc::clone(lease.begin_sql().of(isolation));
                    match lease.begin(begin).await {
                        Ok(()) => Some(Ok(Transaction::new(lease, counters))),
                        Err(fault) if lease.was_closed_while_idle(&fault.error) => None,
                        Err(fault) => Some(Err(fault.error)),
                    }
                };
                if let Some(begun) = Shield::new(runtime, begin_transaction).await {
                    return begun.map(|session| Box::new(session) as Box<dyn Session>);
                }
            }
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if Handle::try_current().is_err() {
                return Err(no_runtime());
            }
            match &self.source {
                Source::Own(pool) => pool.close().await,
                Source::App(pool, _) => {
                    let limit = self.limits.acquire.saturating_add(self.limits.statement);
                    timeout(limit, pool.close())
                        .await
                        .map_err(|_| Failure::CloseTimeout.error(None))
                }
            }
        })
    }

    fn metrics(&self) -> Metrics {
        let mut metrics = Metrics {
            statements: self.counters.statements(),
            transactions: self.counters.transactions(),
            ..Metrics::default()
        };
        match &self.source {
            Source::Own(pool) => {
                metrics.connections = pool.open();
                metrics.in_use = pool.in_use();
                metrics.waiting = pool.counts.waiting.load(Ordering::Relaxed);
                metrics.opened = pool.counts.opened.load(Ordering::Relaxed);
                metrics.discarded = pool.counts.discarded.load(Ordering::Relaxed);
            }
            Source::App(pool, _) => {
                let open = usize::try_from(pool.size()).unwrap_or(usize::MAX);
                metrics.connections = open;
                metrics.in_use = open.saturating_sub(pool.num_idle());
            }
        }
        metrics
    }
}

// Not derived: the options of a connection hold a password.
impl<E: Engine> fmt::Debug for SqlxDriver<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlxDriver")
            .field("database", &E::NAME)
            .field("metrics", &self.metrics())
            .finish_non_exhaustive()
    }
}

/// Returns the error for a value that sqlx refuses to encode. The column types refuse such values
/// earlier, so this is a fault of the SDK.
pub(super) fn encode_error(error: ::sqlx::error::BoxDynError) -> Error {
    Failure::Encode.error(None).with_raw(error)
}

/// Returns the error for a server that can lose acknowledged writes because of a setting.
pub(super) fn unsafe_server(setting: &str, wanted: &str) -> Error {
    Error::new(
        ErrorKind::Unsupported,
        format!(
            "the server can lose acknowledged writes because of its setting `{setting}`; set it to `{wanted}`, or choose `Durability::Server` to accept it"
        ),
    )
}
