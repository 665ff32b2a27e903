//! SQLite in the process, on rusqlite.
//!
//! One connection writes, several read; a database in memory has a single one for both. Short work
//! runs on the thread of its caller, since a thread switch costs ten times a read by key; it has no
//! await point at which it could be dropped. Work that is long or waits for the disk runs on a
//! blocking thread, which owns the connection until the end.

mod bind;
mod busy_timeout;
mod call_error;
mod checkpoint;
mod classify;
mod conflict;
mod connection;
mod decimal;
mod foreign_key;
mod functions;
mod group_commit;
mod key_check;
mod lease;
mod open_file;
mod pool;
mod row;
mod run;
mod session;
mod thread;
mod transaction;
mod url;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, path};

use tokio::runtime::Handle;

use crate::driver::counters::Counters;
use crate::driver::limits::{Durability, Limits};
use crate::driver::metrics::Metrics;
use crate::driver::seam::{Arguments, BoxFuture, Call, Driver, ExecResult, Session};
use crate::driver::sqlite::busy_timeout::BusyTimeout;
use crate::driver::sqlite::call_error::CallError;
use crate::driver::sqlite::connection::{ConnectConfig, Role, create_file};
use crate::driver::sqlite::group_commit::GroupCommit;
use crate::driver::sqlite::lease::Lease;
use crate::driver::sqlite::pool::{Pool, with_limit};
use crate::driver::sqlite::run::run_standalone;
use crate::driver::sqlite::session::Transaction;
use crate::driver::sqlite::thread::run_blocking;
use crate::driver::sqlite::transaction::begin;
use crate::driver::sqlite::url::{Location, Mode};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::sql::dialect::sqlite::SQLITE;
use crate::stmt::workload::Workload;

/// The upper bound of the number of readers: each holds a file open.
const MAX_READERS: u32 = 1_024;

/// Opens the database that a URL names: `sqlite::memory:` or `sqlite:path?mode=ro|rw|rwc`.
pub(super) fn open(url: &str, limits: &Limits) -> BoxFuture<'static, Arc<dyn Driver>> {
    open_at(url::parse(url), limits)
}

/// Opens the file at a path, and creates it if it does not exist.
pub(super) fn open_file(path: &path::Path, limits: &Limits) -> BoxFuture<'static, Arc<dyn Driver>> {
    open_at(url::of_path(path), limits)
}

fn open_at(location: Result<Location>, limits: &Limits) -> BoxFuture<'static, Arc<dyn Driver>> {
    let limits = limits.clone();
    Box::pin(async move {
        let location = location?;
        let driver = run_blocking(move || Sqlite::open(location, &limits)).await??;
        Ok(Arc::new(driver) as Arc<dyn Driver>)
    })
}

/// An open database.
struct Sqlite {
    // Declared before the writer, so that they close first and the writer can checkpoint the file.
    readers: Arc<Pool>,
    writer: Arc<Pool>,
    group_commit: Arc<GroupCommit>,
    counters: Arc<Counters>,
    durability: Durability,
    lock: Duration,
    close: Duration,
}

impl Sqlite {
    /// Opens the database and its first connection. Blocks.
    fn open(location: Location, limits: &Limits) -> Result<Self> {
        let location = absolute(location)?;
        let is_memory = location == Location::Memory;
        // A database in memory never waits for a disk.
        let durability = match limits.durability {
            Durability::Full if !is_memory => Durability::Full,
            _ => Durability::Normal,
        };
        let limits = &Limits {
            durability,
            ..limits.clone()
        };
        let config = ConnectConfig::new(location.clone(), Role::Writer, limits);
        let first = config.open()?;
        let writer = Pool::new(config, 1, limits.acquire, Some(first));
        let readers = if is_memory {
            Arc::clone(&writer)
        } else {
            let size = u32::try_from(limits.readers)
                .unwrap_or(u32::MAX)
                .clamp(1, MAX_READERS);
            Pool::new(
                ConnectConfig::new(location, Role::Reader, limits),
                size,
                limits.acquire,
                None,
            )
        };
        let group_commit = GroupCommit::new(Arc::clone(&writer), limits.acquire);
        Ok(Self {
            readers,
            writer,
            group_commit,
            counters: Arc::default(),
            durability,
            lock: limits.lock,
            close: limits.acquire.saturating_add(limits.statement),
        })
    }

    async fn answer(&self, mut call: Call) -> Result<ExecResult> {
        self.counters.statement();
        let waits = call.work.writes() && self.durability == Durability::Full;
        if let (true, Workload::ShortWrite, Ok(runtime)) = (waits, call.work, Handle::try_current())
        {
            return self.group_commit.run(runtime, call).await;
        }
        let pool = if call.work.writes() {
            &self.writer
        } else {
            &self.readers
        };
        let mut lease = Lease::acquire(pool).await?;
        if matches!(call.arguments, Arguments::Session(_)) {
            lease.mark_changed();
        }
        if !waits && !call.work.is_long() && lease.is_open() {
            match execute(&mut lease, &mut call) {
                Ok(affected) => {
                    return Ok(ExecResult {
                        affected,
                        sink: call.sink,
                    });
                }
                // Waiting blocks, so it happens on another thread.
                Err(CallError::Busy(_)) => {}
                Err(CallError::Final(error)) => return Err(error),
            }
        }
        let lock = self.lock;
        run_blocking(move || {
            let _busy_timeout = BusyTimeout::new(lock);
            let affected = execute(&mut lease, &mut call).map_err(CallError::into_error)?;
            Ok(ExecResult {
                affected,
                sink: call.sink,
            })
        })
        .await?
    }

    async fn start(&self) -> Result<Box<dyn Session>> {
        let mut lease = Lease::acquire(&self.writer).await?;
        self.counters.transaction();
        let begun = |lease| {
            Box::new(Transaction::new(
                lease,
                Arc::clone(&self.counters),
                self.durability,
            ))
        };
        if lease.is_open() {
            match begin(lease.connection()?) {
                Ok(()) => return Ok(begun(lease)),
                Err(CallError::Busy(_)) => {}
                Err(CallError::Final(error)) => return Err(error),
            }
        }
        let lock = self.lock;
        let lease = run_blocking(move || {
            let _busy_timeout = BusyTimeout::new(lock);
            begin(lease.connection()?).map_err(CallError::into_error)?;
            Ok::<_, Error>(lease)
        });
        Ok(begun(lease.await??))
    }

    async fn close_pools(&self) -> Result<()> {
        self.group_commit.mark_closed();
        self.readers.mark_closed();
        self.writer.mark_closed();
        if !Arc::ptr_eq(&self.readers, &self.writer) {
            let readers = self.readers.drain(self.close).await?;
            run_blocking(move || drop(readers)).await?;
        }
        if let Some(Ok(lease)) =
            with_limit(self.close, Lease::acquire_unlimited(&self.writer)).await
        {
            let group = Arc::clone(&self.group_commit);
            run_blocking(move || group.finish(lease)).await?;
        }
        let writer = self.writer.drain(self.close).await?;
        run_blocking(move || drop(writer)).await
    }
}

/// Makes the path independent of the working directory, and creates the file if the mode permits
/// it.
fn absolute(location: Location) -> Result<Location> {
    let Location::File { path, mode } = location else {
        return Ok(location);
    };
    // An absolute path also keeps SQLite from reading a name such as `file:x?y` as a URI, and
    // `:memory:` as no file.
    let path = path::absolute(path).map_err(|error| {
        Error::new(
            ErrorKind::Unavailable,
            "the working directory cannot be read; give the URL an absolute path",
        )
        .with_raw(error)
    })?;
    if mode == Mode::Create {
        create_file(&path)?;
    }
    Ok(Location::File { path, mode })
}

fn execute(lease: &mut Lease, call: &mut Call) -> Result<u64, CallError> {
    run_standalone(lease.connection().map_err(CallError::Final)?, call)
}

// Not derived: the path is part of a URL, and stays out of logs.
impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite")
            .field("durability", &self.durability)
            .field("metrics", &self.metrics())
            .finish_non_exhaustive()
    }
}

impl Driver for Sqlite {
    fn dialect(&self) -> &'static Dialect {
        &SQLITE
    }

    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        Box::pin(self.answer(call))
    }

    fn begin(&self) -> BoxFuture<'_, Box<dyn Session>> {
        Box::pin(self.start())
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.close_pools())
    }

    fn checkpoint(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let mut lease = Lease::acquire(&self.writer).await?;
            let lock = self.lock;
            run_blocking(move || {
                let _busy_timeout = BusyTimeout::new(lock);
                checkpoint::truncate(lease.connection()?.untimed())
            })
            .await?
        })
    }

    fn metrics(&self) -> Metrics {
        let pools = [
            Some(&self.readers),
            Some(&self.writer).filter(|writer| !Arc::ptr_eq(writer, &self.readers)),
        ];
        let sum = |count: fn(&Pool) -> usize| pools.iter().flatten().map(|pool| count(pool)).sum();
        Metrics {
            statements: self.counters.statements(),
            transactions: self.counters.transactions(),
            connections: sum(Pool::open),
            in_use: sum(Pool::in_use),
            ..Metrics::default()
        }
    }
}
