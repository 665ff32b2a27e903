//! Connections at rest, and the order in which they are handed out.
//!
//! Not sqlx's own pool: that one pings each connection when it comes back, which doubles the time of a short call. Here
//! nothing is sent before a connection is used, unless it has rested for a while or another one has just broken.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use sqlx::Connection as _;
use tokio::runtime::{Handle, Id};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::driver::limits::Limits;
use crate::driver::sqlx::engine::{BeginSql, Engine, ServerTraits};
use crate::driver::sqlx::fault::closed;
use crate::driver::sqlx::hosts::Hosts;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// A connection that has rested for this long is asked whether it still works: the server may have closed it. Shorter, the
/// question would be asked under load, where it costs a round trip each time.
const PING_AFTER: Duration = Duration::from_secs(1);

/// How long a question or a farewell may take.
const PING_LIMIT: Duration = Duration::from_secs(2);

/// How often connections that rest for too long are looked for.
const REAP_INTERVAL: Duration = Duration::from_secs(5);

/// The connections of a handle. First come, first served; last used, next used.
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

/// What happened to connections.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) opened: AtomicU64,
    pub(super) discarded: AtomicU64,
    pub(super) waiting: AtomicUsize,
}

struct IdleList<E: Engine> {
    idle: Vec<Idle<E>>,
    /// Since then connections are suspect that were last used before: another one broke.
    suspect_before: Instant,
    is_closed: bool,
}

struct Idle<E: Engine> {
    connection: E::Connection,
    traits: ServerTraits,
    /// The server that it leads to, among those of the URL.
    host: usize,
    opened: Instant,
    /// The runtime that it was opened in, which wakes whoever waits for it.
    runtime: Option<Id>,
    since: Instant,
}

/// A connection for one caller. Dropped, it is closed.
pub(super) struct Live<E: Engine> {
    pub(super) connection: E::Connection,
    pub(super) traits: ServerTraits,
    host: usize,
    /// True when it rested before, so that it may have been closed meanwhile.
    pub(super) was_idle: bool,
    opened: Instant,
    runtime: Option<Id>,
    permit: Permit<E>,
}

/// The right to a connection. Let go after it, so that the next in line finds it at rest.
struct Permit<E: Engine> {
    pool: Arc<Pool<E>>,
    _permit: OwnedSemaphorePermit,
    /// True while it holds a connection, which ends with it and then is no longer counted among those open.
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

    /// Makes sure that somebody looks for connections that rest for too long, also when the runtime is another one by now.
    fn ensure_reaper(self: &Arc<Self>) {
        let mut reaper = self.reaper.lock().unwrap_or_else(PoisonError::into_inner);
        if reaper.as_ref().is_none_or(JoinHandle::is_finished) {
            *reaper = Some(tokio::spawn(reap(Arc::downgrade(self))));
        }
    }

    /// Takes a connection, and waits for it no longer than the limit.
    pub(super) async fn acquire(self: &Arc<Self>) -> Result<Live<E>> {
        let permits = Arc::clone(&self.permits);
        let permit = match Arc::clone(&permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                let _waiting = Waiting::new(&self.counts.waiting);
                match timeout(self.limits.acquire, permits.acquire_owned()).await {
                    Ok(permit) => permit.map_err(|_| closed())?,
                    Err(_) => return Err(acquire_timeout()),
                }
            }
        };
        let mut permit = Permit {
            pool: Arc::clone(self),
            _permit: permit,
            has_connection: false,
        };
        while let Some((idle, is_suspect)) = self.pop_idle()? {
            let mut live = idle.into_live(permit, true);
            // Dropped without an answer, it is closed.
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

    fn pop_idle(&self) -> Result<Option<(Idle<E>, bool)>> {
        let mut list = self.list();
        if list.is_closed {
            return Err(closed());
        }
        let suspect_before = list.suspect_before;
        let before = list.idle.len();
        list.idle.retain(|idle| self.hosts.is_current(idle.host));
        let mut removed = before - list.idle.len();
        // Only those of this runtime: one of another runtime is cut off in the middle of a call when that runtime ends.
        let current = current_runtime();
        let index = list.idle.iter().rposition(|idle| idle.runtime == current);
        let found = index.map(|index| list.idle.remove(index));
        // One more is about to be opened: where there are as many as may be, the one that has rested longest makes room.
        if found.is_none() && !list.idle.is_empty() && list.idle.len() + self.in_use() > self.size()
        {
            list.idle.remove(0);
            removed += 1;
        }
        self.open.fetch_sub(removed, Ordering::Relaxed);
        Ok(found.map(|idle| {
            let is_suspect = idle.since < suspect_before || idle.since.elapsed() > PING_AFTER;
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

    /// Notes that a connection broke: those at rest may have broken with it, and are asked before they are used.
    pub(super) fn mark_suspect(&self) {
        self.list().suspect_before = Instant::now();
        self.counts.discarded.fetch_add(1, Ordering::Relaxed);
    }

    /// Closes all connections at rest: the server that they lead to does not write any more.
    pub(super) fn retire(&self) {
        let retired = self.remove_idle(|_| true);
        self.counts
            .discarded
            .fetch_add(1 + retired.len() as u64, Ordering::Relaxed);
    }

    /// Lets nobody in any more, waits until every connection is back, and closes them.
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
            // Closed already.
            Ok(Err(_)) => Ok(()),
            Err(_) => Err(Error::new(
                ErrorKind::Timeout,
                "a transaction or a statement did not end in time; end it, then close the database again",
            )),
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

    /// Takes out what has rested or lived for too long.
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

    // Nothing panics while the lock is held.
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

    /// Gives the connection back; closes it when it has lived for too long, or leads to a server that takes no writes any more.
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

    /// Closes the connection, and keeps the right to another one.
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

/// Closes a connection as its server likes it best, but does not wait for that.
async fn close_gently<E: Engine>(connection: E::Connection) {
    let _ = timeout(PING_LIMIT, connection.close()).await;
}

/// Closes what rests for too long, until the handle is gone.
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

/// The runtime that this is called in.
fn current_runtime() -> Option<Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

/// Somebody who waits, counted as long as it lasts.
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

fn acquire_timeout() -> Error {
    Error::new(
        ErrorKind::Timeout,
        "no connection became free in time; keep transactions short, and inside of one pass `tx` where you would pass `&db`",
    )
}
