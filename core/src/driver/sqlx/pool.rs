//! A pool of connections.
//!
//! The pool of sqlx pings each connection when it comes back, which doubles the time of a short
//! call (<https://github.com/transact-rs/sqlx/issues/1743>). This pool sends nothing before a
//! connection is used, unless it was idle for a while or another one has just broken. Before a write
//! the while is short: where the connection was closed at rest, the outcome of the write would be
//! unknown, and a ping takes less than a commit.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use sqlx::Connection as _;
use tokio::runtime::{Handle, Id};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::driver::failure::Failure;
use crate::driver::limits::Limits;
use crate::driver::sqlx::engine::{BeginSql, Engine, ServerTraits};
use crate::driver::sqlx::hosts::Hosts;
use crate::error::Result;

/// Connections idle for longer than this are pinged before they read, because the server may have
/// closed them. A read is repeated where that happened, so a shorter time would cost a round trip
/// for nothing. The limit for writes is in [`Limits`].
const PING_AFTER: Duration = Duration::from_secs(1);

/// The limit on a ping, and on closing a connection in an orderly way.
const PING_LIMIT: Duration = Duration::from_secs(2);

/// The interval at which idle connections are checked for their limits.
const REAP_INTERVAL: Duration = Duration::from_secs(5);

/// The connections of a handle. Permits are first come, first served; the connection that was used
/// last is used next.
pub(super) struct Pool<E: Engine> {
    hosts: Hosts<E>,
    limits: Limits,
    begin_sql: [BeginSql; 2],
    size: u32,
    permits: Arc<Semaphore>,
    list: Mutex<IdleList<E>>,
    open: AtomicUsize,
    reaper: Mutex<Option<JoinHandle<()>>>,
    pub(super) counts: Counts,
}

/// The counters of the metrics.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) opened: AtomicU64,
    pub(super) discarded: AtomicU64,
    pub(super) waiting: AtomicUsize,
}

struct IdleList<E: Engine> {
    idle: Vec<Idle<E>>,
    /// Connections that were last used before this moment are suspect: another one broke then.
    suspect_before: Instant,
    is_closed: bool,
}

struct Idle<E: Engine> {
    connection: E::Connection,
    traits: ServerTraits,
    /// The index of its server among the hosts of the URL.
    host: usize,
    opened: Instant,
    /// The runtime that it was opened in, which drives its socket.
    runtime: Option<Id>,
    since: Instant,
}

/// A connection for one caller. Dropped, it is closed.
pub(super) struct Live<E: Engine> {
    pub(super) connection: E::Connection,
    pub(super) traits: ServerTraits,
    host: usize,
    /// True when it was idle before, so that the server may have closed it.
    pub(super) was_idle: bool,
    opened: Instant,
    runtime: Option<Id>,
    permit: Permit<E>,
}

/// The right to a connection. Declared last, so that it is dropped after the connection and the
/// next caller in the queue finds the connection in the idle list.
struct Permit<E: Engine> {
    pool: Arc<Pool<E>>,
    _permit: OwnedSemaphorePermit,
    /// True while it holds a connection. Dropped like this, the connection is closed with it and no
    /// longer counted as open.
    has_connection: bool,
}

impl<E: Engine> Pool<E> {
    pub(super) fn new(hosts: Hosts<E>, limits: Limits) -> Arc<Self> {
        let size = u32::try_from(limits.connections)
            .unwrap_or(u32::MAX)
            .clamp(1, 10_000);
        Arc::new(Self {
            hosts,
            begin_sql: [E::begin_sql(&limits, false), E::begin_sql(&limits, true)],
            limits,
            size,
            permits: Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(1))),
            list: Mutex::new(IdleList {
                idle: Vec::new(),
                suspect_before: Instant::now(),
                is_closed: false,
            }),
            open: AtomicUsize::new(0),
            reaper: Mutex::new(None),
            counts: Counts::default(),
        })
    }

    /// Starts the reaper, if none runs. It ends with the runtime that it was started in, so another
    /// runtime needs a new one.
    fn ensure_reaper(self: &Arc<Self>) {
        let mut reaper = self.reaper.lock().unwrap_or_else(PoisonError::into_inner);
        if reaper.as_ref().is_none_or(JoinHandle::is_finished) {
            *reaper = Some(tokio::spawn(reap(Arc::downgrade(self))));
        }
    }

    /// Takes a connection, for a call that writes by a single statement or for any other; waits for
    /// it no longer than the limit.
    pub(super) async fn acquire(self: &Arc<Self>, writes: bool) -> Result<Live<E>> {
        let max_rest = if writes {
            self.limits.rest_before_write
        } else {
            PING_AFTER
        };
        let permits = Arc::clone(&self.permits);
        let permit = match Arc::clone(&permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                let _waiting = Waiting::new(&self.counts.waiting);
                match timeout(self.limits.acquire, permits.acquire_owned()).await {
                    Ok(permit) => permit.map_err(|_| Failure::Closed.error(None))?,
                    Err(_) => return Err(Failure::NoFreeConnection.error(None)),
                }
            }
        };
        let mut permit = Permit {
            pool: Arc::clone(self),
            _permit: permit,
            has_connection: false,
        };
        while let Some((idle, is_suspect)) = self.pop_idle(max_rest)? {
            let mut live = idle.into_live(permit, true);
            // Without an answer the connection is closed: its state is unknown.
            if !is_suspect
                || matches!(
                    timeout(PING_LIMIT, live.connection.ping()).await,
                    Ok(Ok(()))
                )
            {
                return Ok(live);
            }
            self.counts.discarded.fetch_add(1, Ordering::Relaxed);
            permit = live.close();
        }
        self.connect(permit).await
    }

    fn pop_idle(&self, max_rest: Duration) -> Result<Option<(Idle<E>, bool)>> {
        let mut list = self.list();
        if list.is_closed {
            return Err(Failure::Closed.error(None));
        }
        let suspect_before = list.suspect_before;
        let before = list.idle.len();
        list.idle.retain(|idle| self.hosts.is_current(idle.host));
        let mut removed = before - list.idle.len();
        // Only those of the current runtime: the socket of another one stops working when that
        // runtime shuts down.
        let current = current_runtime();
        let index = list.idle.iter().rposition(|idle| idle.runtime == current);
        let found = index.map(|index| list.idle.remove(index));
        // A connection is opened next. At the limit, the one that was idle longest makes room for
        // it.
        if found.is_none() && !list.idle.is_empty() && list.idle.len() + self.in_use() > self.size()
        {
            list.idle.remove(0);
            removed += 1;
        }
        self.open.fetch_sub(removed, Ordering::Relaxed);
        Ok(found.map(|idle| {
            let is_suspect = idle.since < suspect_before || idle.since.elapsed() > max_rest;
            (idle, is_suspect)
        }))
    }

    async fn connect(self: &Arc<Self>, permit: Permit<E>) -> Result<Live<E>> {
        self.ensure_reaper();
        let (host, opened) = self.hosts.open(&self.limits).await?;
        self.open.fetch_add(1, Ordering::Relaxed);
        self.counts.opened.fetch_add(1, Ordering::Relaxed);
        let idle = Idle {
            connection: opened.connection,
            traits: opened.traits,
            host,
            opened: Instant::now(),
            runtime: current_runtime(),
            since: Instant::now(),
        };
        Ok(idle.into_live(permit, false))
    }

    /// Records that a connection broke. Idle ones may have broken with it, and are pinged before
    /// use.
    pub(super) fn mark_suspect(&self) {
        self.list().suspect_before = Instant::now();
        self.counts.discarded.fetch_add(1, Ordering::Relaxed);
    }

    /// Closes all idle connections: their server takes no more writes.
    pub(super) fn retire(&self) {
        let retired = self.remove_idle(|_| true);
        self.counts
            .discarded
            .fetch_add(1 + retired.len() as u64, Ordering::Relaxed);
    }

    /// Refuses new callers, waits until every connection is back, and closes them.
    pub(super) async fn close(&self) -> Result<()> {
        self.list().is_closed = true;
        let limit = self.limits.acquire.saturating_add(self.limits.statement);
        let permits = timeout(limit, self.permits.acquire_many(self.size)).await;
        match permits {
            Ok(Ok(_)) => {
                self.permits.close();
                for connection in self.remove_idle(|_| true) {
                    close_gently::<E>(connection).await;
                }
                Ok(())
            }
            // Already closed.
            Ok(Err(_)) => Ok(()),
            Err(_) => Err(Failure::CloseTimeout.error(None)),
        }
    }

    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    pub(super) fn in_use(&self) -> usize {
        if self.permits.is_closed() {
            return 0;
        }
        self.size().saturating_sub(self.permits.available_permits())
    }

    fn size(&self) -> usize {
        usize::try_from(self.size).unwrap_or(1)
    }

    pub(super) fn begin_sql(&self, no_session: bool) -> &BeginSql {
        let [prepared, unprepared] = &self.begin_sql;
        if no_session { unprepared } else { prepared }
    }

    /// Removes connections past the limit on idle time or lifetime.
    fn remove_expired(&self) -> Vec<E::Connection> {
        let (max_idle, lifetime) = (self.limits.idle, self.limits.lifetime);
        self.remove_idle(|idle| idle.since.elapsed() > max_idle || idle.opened.elapsed() > lifetime)
    }

    fn remove_idle(&self, which: impl Fn(&Idle<E>) -> bool) -> Vec<E::Connection> {
        let mut list = self.list();
        let (out, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut list.idle).into_iter().partition(which);
        list.idle = kept;
        drop(list);
        self.open.fetch_sub(out.len(), Ordering::Relaxed);
        out.into_iter().map(|idle| idle.connection).collect()
    }

    // Nothing panics while the lock is held, so a poisoned lock holds sound data.
    fn list(&self) -> MutexGuard<'_, IdleList<E>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Engine> Idle<E> {
    fn into_live(self, mut permit: Permit<E>, was_idle: bool) -> Live<E> {
        permit.has_connection = true;
        Live {
            connection: self.connection,
            traits: self.traits,
            host: self.host,
            was_idle,
            opened: self.opened,
            runtime: self.runtime,
            permit,
        }
    }
}

impl<E: Engine> Live<E> {
    pub(super) fn pool(&self) -> &Pool<E> {
        &self.permit.pool
    }

    /// Returns the connection to the pool. Closes it when it is past its lifetime, or when its
    /// server is no longer in use.
    pub(super) fn give_back(self) {
        let Self {
            connection,
            traits,
            host,
            opened,
            runtime,
            mut permit,
            ..
        } = self;
        if opened.elapsed() > permit.pool.limits.lifetime || !permit.pool.hosts.is_current(host) {
            return;
        }
        permit.pool.list().idle.push(Idle {
            connection,
            traits,
            host,
            opened,
            runtime,
            since: Instant::now(),
        });
        permit.has_connection = false;
    }

    /// Closes the connection, and keeps the permit.
    fn close(self) -> Permit<E> {
        let Self { mut permit, .. } = self;
        permit.pool.open.fetch_sub(1, Ordering::Relaxed);
        permit.has_connection = false;
        permit
    }
}

impl<E: Engine> Drop for Permit<E> {
    fn drop(&mut self) {
        if self.has_connection {
            self.pool.open.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Closes a connection in an orderly way, within a limit, since the server may be gone.
async fn close_gently<E: Engine>(connection: E::Connection) {
    let _ = timeout(PING_LIMIT, connection.close()).await;
}

/// Closes expired idle connections, until the handle is dropped.
async fn reap<E: Engine>(pool: Weak<Pool<E>>) {
    loop {
        tokio::time::sleep(REAP_INTERVAL).await;
        let Some(pool) = pool.upgrade() else {
            return;
        };
        let expired = pool.remove_expired();
        drop(pool);
        for connection in expired {
            close_gently::<E>(connection).await;
        }
    }
}

/// Returns the id of the current runtime; none outside of one.
fn current_runtime() -> Option<Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

/// Counts a waiting caller while it lives.
struct Waiting<'c>(&'c AtomicUsize);

impl<'c> Waiting<'c> {
    fn new(count: &'c AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
