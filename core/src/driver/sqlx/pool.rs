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
use crate::driver::sqlx::engine::{Begins, Engine, ServerTraits};
use crate::driver::sqlx::fault::closed;
use crate::driver::sqlx::hosts::Hosts;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// A connection that has rested for this long is asked whether it still works: the server may have closed it. Shorter, the
/// question would be asked under load, where it costs a round trip each time.
const RESTED: Duration = Duration::from_secs(1);

/// How long a question or a farewell may take.
const SHORT: Duration = Duration::from_secs(2);

/// How often connections that rest for too long are looked for.
const PATROL: Duration = Duration::from_secs(5);

/// The connections of a handle. First come, first served; last used, next used.
pub(super) struct Pool<E: Engine> {
    hosts: Hosts<E>,
    limits: Limits,
    begins: [Begins; 2],
    size: u32,
    turns: Arc<Semaphore>,
    rest: Mutex<IdleList<E>>,
    open: AtomicUsize,
    patrol: Mutex<Option<JoinHandle<()>>>,
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
    suspect: Instant,
    is_closed: bool,
}

struct Idle<E: Engine> {
    connection: E::Connection,
    nature: ServerTraits,
    /// The server that it leads to, among those of the URL.
    host: usize,
    opened: Instant,
    /// The runtime that it was opened in, which wakes whoever waits for it.
    home: Option<Id>,
    since: Instant,
}

/// A connection for one caller. Dropped, it is closed.
pub(super) struct Live<E: Engine> {
    pub(super) connection: E::Connection,
    pub(super) nature: ServerTraits,
    host: usize,
    /// True when it rested before, so that it may have been closed meanwhile.
    pub(super) has_rested: bool,
    opened: Instant,
    home: Option<Id>,
    seat: Permit<E>,
}

/// The right to a connection. Let go after it, so that the next in line finds it at rest.
struct Permit<E: Engine> {
    pool: Arc<Pool<E>>,
    _turn: OwnedSemaphorePermit,
    /// True while it holds a connection, which ends with it and then is no longer counted among those open.
    is_filled: bool,
}

impl<E: Engine> Pool<E> {
    pub(super) fn new(hosts: Hosts<E>, limits: Limits) -> Arc<Self> {
        let size = u32::try_from(limits.connections)
            .unwrap_or(u32::MAX)
            .clamp(1, 10_000);
        Arc::new(Self {
            hosts,
            begins: [E::begins(&limits, false), E::begins(&limits, true)],
            limits,
            size,
            turns: Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(1))),
            rest: Mutex::new(IdleList {
                idle: Vec::new(),
                suspect: Instant::now(),
                is_closed: false,
            }),
            open: AtomicUsize::new(0),
            patrol: Mutex::new(None),
            counts: Counts::default(),
        })
    }

    /// Makes sure that somebody looks for connections that rest for too long, also when the runtime is another one by now.
    fn watched(self: &Arc<Self>) {
        let mut patrol = self.patrol.lock().unwrap_or_else(PoisonError::into_inner);
        if patrol.as_ref().is_none_or(JoinHandle::is_finished) {
            *patrol = Some(tokio::spawn(patrolled(Arc::downgrade(self))));
        }
    }

    /// Takes a connection, and waits for it no longer than the limit.
    pub(super) async fn take(self: &Arc<Self>) -> Result<Live<E>> {
        let turns = Arc::clone(&self.turns);
        let turn = match Arc::clone(&turns).try_acquire_owned() {
            Ok(turn) => turn,
            Err(_) => {
                let _waiting = Waiting::new(&self.counts.waiting);
                match timeout(self.limits.acquire, turns.acquire_owned()).await {
                    Ok(turn) => turn.map_err(|_| closed())?,
                    Err(_) => return Err(too_long()),
                }
            }
        };
        let mut seat = Permit {
            pool: Arc::clone(self),
            _turn: turn,
            is_filled: false,
        };
        while let Some((resting, is_suspect)) = self.rested()? {
            let mut taken = resting.taken(seat, true);
            // Dropped without an answer, it is closed.
            if !is_suspect || matches!(timeout(SHORT, taken.connection.ping()).await, Ok(Ok(()))) {
                return Ok(taken);
            }
            self.counts.discarded.fetch_add(1, Ordering::Relaxed);
            seat = taken.closed();
        }
        self.connect(seat).await
    }

    fn rested(&self) -> Result<Option<(Idle<E>, bool)>> {
        let mut rest = self.rest();
        if rest.is_closed {
            return Err(closed());
        }
        let suspect = rest.suspect;
        let before = rest.idle.len();
        rest.idle
            .retain(|resting| self.hosts.is_current(resting.host));
        let mut gone = before - rest.idle.len();
        // Only those of this runtime: one of another runtime is cut off in the middle of a call when that runtime ends.
        let here = home();
        let at = rest.idle.iter().rposition(|resting| resting.home == here);
        let found = at.map(|at| rest.idle.remove(at));
        // One more is about to be opened: where there are as many as may be, the one that has rested longest makes room.
        if found.is_none() && !rest.idle.is_empty() && rest.idle.len() + self.in_use() > self.size()
        {
            rest.idle.remove(0);
            gone += 1;
        }
        self.open.fetch_sub(gone, Ordering::Relaxed);
        Ok(found.map(|resting| {
            let is_suspect = resting.since < suspect || resting.since.elapsed() > RESTED;
            (resting, is_suspect)
        }))
    }

    async fn connect(self: &Arc<Self>, seat: Permit<E>) -> Result<Live<E>> {
        self.watched();
        let (host, opened) = self.hosts.open(&self.limits).await?;
        self.open.fetch_add(1, Ordering::Relaxed);
        self.counts.opened.fetch_add(1, Ordering::Relaxed);
        let resting = Idle {
            connection: opened.connection,
            nature: opened.nature,
            host,
            opened: Instant::now(),
            home: home(),
            since: Instant::now(),
        };
        Ok(resting.taken(seat, false))
    }

    /// Notes that a connection broke: those at rest may have broken with it, and are asked before they are used.
    pub(super) fn suspect(&self) {
        self.rest().suspect = Instant::now();
        self.counts.discarded.fetch_add(1, Ordering::Relaxed);
    }

    /// Closes all connections at rest: the server that they lead to does not write any more.
    pub(super) fn retire(&self) {
        let retired = self.emptied(|_| true);
        self.counts
            .discarded
            .fetch_add(1 + retired.len() as u64, Ordering::Relaxed);
    }

    /// Lets nobody in any more, waits until every connection is back, and closes them.
    pub(super) async fn close(&self) -> Result<()> {
        self.rest().is_closed = true;
        let limit = self.limits.acquire.saturating_add(self.limits.statement);
        let all = timeout(limit, self.turns.acquire_many(self.size)).await;
        match all {
            Ok(Ok(_)) => {
                self.turns.close();
                for connection in self.emptied(|_| true) {
                    farewell::<E>(connection).await;
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
        if self.turns.is_closed() {
            return 0;
        }
        self.size().saturating_sub(self.turns.available_permits())
    }

    fn size(&self) -> usize {
        usize::try_from(self.size).unwrap_or(1)
    }

    pub(super) fn begins(&self, bare: bool) -> &Begins {
        let [plain, for_bare] = &self.begins;
        if bare { for_bare } else { plain }
    }

    /// Takes out what has rested or lived for too long.
    fn expired(&self) -> Vec<E::Connection> {
        let (idle, lifetime) = (self.limits.idle, self.limits.lifetime);
        self.emptied(|resting| {
            resting.since.elapsed() > idle || resting.opened.elapsed() > lifetime
        })
    }

    fn emptied(&self, which: impl Fn(&Idle<E>) -> bool) -> Vec<E::Connection> {
        let mut rest = self.rest();
        let (out, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut rest.idle).into_iter().partition(which);
        rest.idle = kept;
        drop(rest);
        self.open.fetch_sub(out.len(), Ordering::Relaxed);
        out.into_iter().map(|resting| resting.connection).collect()
    }

    // Nothing panics while the lock is held.
    fn rest(&self) -> MutexGuard<'_, IdleList<E>> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Engine> Idle<E> {
    fn taken(self, mut seat: Permit<E>, has_rested: bool) -> Live<E> {
        seat.is_filled = true;
        Live {
            connection: self.connection,
            nature: self.nature,
            host: self.host,
            has_rested,
            opened: self.opened,
            home: self.home,
            seat,
        }
    }
}

impl<E: Engine> Live<E> {
    pub(super) fn pool(&self) -> &Pool<E> {
        &self.seat.pool
    }

    /// Gives the connection back; closes it when it has lived for too long, or leads to a server that takes no writes any more.
    pub(super) fn give_back(self) {
        let Self {
            connection,
            nature,
            host,
            opened,
            home,
            mut seat,
            ..
        } = self;
        if opened.elapsed() > seat.pool.limits.lifetime || !seat.pool.hosts.is_current(host) {
            return;
        }
        seat.pool.rest().idle.push(Idle {
            connection,
            nature,
            host,
            opened,
            home,
            since: Instant::now(),
        });
        seat.is_filled = false;
    }

    /// Closes the connection, and keeps the right to another one.
    fn closed(self) -> Permit<E> {
        let Self { mut seat, .. } = self;
        seat.pool.open.fetch_sub(1, Ordering::Relaxed);
        seat.is_filled = false;
        seat
    }
}

impl<E: Engine> Drop for Permit<E> {
    fn drop(&mut self) {
        if self.is_filled {
            self.pool.open.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Closes a connection as its server likes it best, but does not wait for that.
async fn farewell<E: Engine>(connection: E::Connection) {
    let _ = timeout(SHORT, connection.close()).await;
}

/// Closes what rests for too long, until the handle is gone.
async fn patrolled<E: Engine>(pool: Weak<Pool<E>>) {
    loop {
        tokio::time::sleep(PATROL).await;
        let Some(pool) = pool.upgrade() else {
            return;
        };
        let expired = pool.expired();
        drop(pool);
        for connection in expired {
            farewell::<E>(connection).await;
        }
    }
}

/// The runtime that this is called in.
fn home() -> Option<Id> {
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

fn too_long() -> Error {
    Error::new(
        ErrorKind::Timeout,
        "no connection became free in time; keep transactions short, and inside of one pass `tx` where you would pass `&db`",
    )
}
