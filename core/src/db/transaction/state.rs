//! The state that a transaction and its savepoints share: the session, and whether it may still be
//! used.

use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::crypto::cursor::key::CursorKey;
use crate::db::event::{Listeners, Pending};
use crate::driver::limits::Limits;
use crate::driver::seam::{Call, ExecResult, Session};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, no_runtime};
use crate::password::hashing::Hashing;
use crate::sql::dialect::Dialect;

/// The slot of the session. Empty while a statement uses it, and permanently if the statement was
/// dropped.
type Slot = Option<Box<dyn Session>>;

/// The session of a transaction, the savepoints in it, and the notifications for its commit.
pub(crate) struct Shared {
    slot: Arc<Mutex<Slot>>,
    flags: StdMutex<Flags>,
    dialect: &'static Dialect,
    limits: Arc<Limits>,
    hashing: Hashing,
    cursors: CursorKey,
    listeners: Listeners,
    /// The notifications to send after the commit, each with the depth of its write.
    pending: StdMutex<Vec<(u32, Pending)>>,
}

#[derive(Debug)]
struct Flags {
    /// The first error: no statement is accepted until its savepoint is rolled back.
    failed: Option<ErrorKind>,
    /// The first error after which the whole transaction is to be retried. It stays when its
    /// savepoint is rolled back: the database may have ended the whole transaction.
    conflict: Option<ErrorKind>,
    /// The error that the last savepoint met that was rolled back, if a statement of it failed.
    undone: Option<ErrorKind>,
    /// The number of statements that may have written.
    writes: u64,
    /// The number of open savepoints.
    depth: u32,
    /// The outermost savepoint that is to be rolled back before the next statement.
    give_up: Option<u32>,
    /// The time at which the last statement ended.
    used: Instant,
    /// Set when the transaction was rolled back because it was idle.
    timed_out: bool,
}

impl Shared {
    pub(crate) fn new(
        session: Box<dyn Session>,
        dialect: &'static Dialect,
        limits: Arc<Limits>,
        hashing: Hashing,
        cursors: CursorKey,
        listeners: Listeners,
    ) -> Self {
        let flags = Flags {
            failed: None,
            conflict: None,
            undone: None,
            writes: 0,
            depth: 0,
            give_up: None,
            used: Instant::now(),
            timed_out: false,
        };
        Self {
            slot: Arc::new(Mutex::new(Some(session))),
            flags: StdMutex::new(flags),
            dialect,
            limits,
            hashing,
            cursors,
            listeners,
            pending: StdMutex::default(),
        }
    }

    pub(crate) fn listeners(&self) -> &Listeners {
        &self.listeners
    }

    /// Returns the number of notifications until now.
    pub(crate) fn told(&self) -> usize {
        self.pending().len()
    }

    /// Adds notifications to send after the commit, unless the savepoint of this depth is rolled
    /// back; before those that were added after the first `at`.
    pub(crate) fn tell(&self, depth: u32, at: usize, notifications: Vec<Pending>) {
        let mut pending = self.pending();
        let at = at.min(pending.len());
        let notifications = notifications.into_iter().map(|notify| (depth, notify));
        pending.splice(at..at, notifications);
    }

    /// Returns the number of statements until now that may have written.
    pub(crate) fn writes(&self) -> u64 {
        self.flags().writes
    }

    /// Ends the transaction if a statement failed in the savepoint that was rolled back last.
    pub(crate) fn fail_as_undone(&self) {
        let mut flags = self.flags();
        flags.failed = flags.failed.or(flags.undone);
    }

    pub(crate) fn cursors(&self) -> &CursorKey {
        &self.cursors
    }

    pub(crate) fn passwords(&self) -> &Hashing {
        &self.hashing
    }

    pub(crate) fn dialect(&self) -> &'static Dialect {
        self.dialect
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Runs one statement for the handle at this depth.
    pub(crate) async fn run(&self, depth: u32, call: Call) -> Result<ExecResult> {
        let mut permit = self.permit(depth).await?;
        if call.work.writes() || call.table.is_none() {
            self.flags().writes += 1;
        }
        let answer = permit.session()?.run(call).await;
        permit.end(answer)
    }

    /// Opens a savepoint in the handle at this depth, and returns the depth inside.
    pub(crate) async fn open(&self, depth: u32) -> Result<u32> {
        let inner = depth + 1;
        let mut permit = self.permit(depth).await?;
        let answer = permit
            .session()?
            .control(format!("SAVEPOINT s{inner}"))
            .await;
        permit.end(answer)?;
        self.flags().depth = inner;
        Ok(inner)
    }

    /// Releases the savepoint of this depth, and keeps its writes.
    pub(crate) async fn release(&self, depth: u32) -> Result<()> {
        let mut permit = self.permit(depth).await?;
        let answer = permit
            .session()?
            .control(format!("RELEASE SAVEPOINT s{depth}"))
            .await;
        permit.end(answer)?;
        self.flags().depth = depth - 1;
        for (write_depth, _) in self.pending().iter_mut() {
            *write_depth = (*write_depth).min(depth - 1);
        }
        Ok(())
    }

    /// Marks the savepoint of this depth, and those inside it, to be rolled back before the next
    /// statement.
    pub(crate) fn give_up(&self, depth: u32) {
        let mut flags = self.flags();
        flags.give_up = Some(
            flags
                .give_up
                .map_or(depth, |outermost| outermost.min(depth)),
        );
        flags.depth = flags.depth.min(depth - 1);
        self.pending()
            .retain(|(write_depth, _)| *write_depth < depth);
    }

    /// Rolls back the savepoints that were given up.
    pub(crate) async fn undo(&self) -> Result<()> {
        let mut permit = self.lock().await?;
        permit.undo().await
    }

    pub(crate) async fn commit(&self) -> Result<()> {
        let mut permit = self.permit(0).await?;
        let session = permit.session()?;
        let pending = std::mem::take(&mut *self.pending());
        if pending.is_empty() {
            return session.commit().await;
        }
        let commit = async move {
            session.commit().await?;
            for (_, notify) in pending {
                notify();
            }
            Ok(())
        };
        // In a task, since this future may be dropped: the commit completes, and the listeners are
        // notified.
        let Ok(runtime) = Handle::try_current() else {
            return commit.await;
        };
        runtime.spawn(commit).await.unwrap_or_else(|_| {
            let lost = Error::new(ErrorKind::OutcomeUnknown, "the runtime ended");
            Err(lost.into_unknown())
        })
    }

    pub(crate) async fn rollback(&self) -> Result<()> {
        match self.lock().await?.slot.take() {
            Some(session) => session.rollback().await,
            None => Ok(()),
        }
    }

    /// Returns the error that the transaction met: a conflict to retry it for, or one that was not
    /// rolled back.
    pub(crate) fn met(&self) -> Option<ErrorKind> {
        let flags = self.flags();
        flags.conflict.or(flags.failed)
    }

    /// Rolls back when no statement ran for this long; returns the time until the next check.
    pub(crate) fn end_if_idle(&self, limit: Duration) -> Option<Duration> {
        // A running statement holds the lock: the transaction is not idle.
        let Ok(mut slot) = self.slot.try_lock() else {
            return Some(limit);
        };
        slot.as_ref()?;
        let mut flags = self.flags();
        match limit.checked_sub(flags.used.elapsed()) {
            Some(rest) if !rest.is_zero() => Some(rest),
            _ => {
                flags.timed_out = true;
                *slot = None;
                None
            }
        }
    }

    /// Waits for the previous statements, rolls back the savepoints that were given up, and rejects
    /// a handle that cannot continue.
    async fn permit(&self, depth: u32) -> Result<Permit<'_>> {
        let mut permit = self.lock().await?;
        permit.undo().await?;
        let flags = self.flags();
        if flags.depth != depth {
            return Err(Error::new(
                ErrorKind::Misuse,
                "a savepoint is open in this transaction; use its handle until it ends",
            ));
        }
        if flags.failed.is_some() {
            return Err(aborted());
        }
        drop(flags);
        Ok(permit)
    }

    async fn lock(&self) -> Result<Permit<'_>> {
        if let Ok(slot) = Arc::clone(&self.slot).try_lock_owned() {
            return Ok(Permit { shared: self, slot });
        }
        // The wait needs a timer.
        if Handle::try_current().is_err() {
            return Err(no_runtime());
        }
        let waiting =
            tokio::time::timeout(self.limits.acquire, Arc::clone(&self.slot).lock_owned());
        let slot = waiting.await.map_err(|_| {
            Error::new(ErrorKind::Timeout, "the transaction was busy with another statement for too long; run them one after the other")
        })?;
        Ok(Permit { shared: self, slot })
    }

    fn pending(&self) -> MutexGuard<'_, Vec<(u32, Pending)>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flags(&self) -> MutexGuard<'_, Flags> {
        self.flags.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The permit to run the next statement.
struct Permit<'s> {
    shared: &'s Shared,
    slot: OwnedMutexGuard<Slot>,
}

impl Permit<'_> {
    fn session(&mut self) -> Result<Box<dyn Session>> {
        self.slot.take().ok_or_else(|| {
            let flags = self.shared.flags();
            if flags.timed_out {
                Error::new(
                    ErrorKind::Timeout,
                    "the transaction was idle for too long and was rolled back; keep it short, or raise the limit",
                )
            } else if flags.failed.is_some() {
                aborted()
            } else {
                Error::new(
                    ErrorKind::Aborted,
                    "a statement of the transaction was dropped while it ran, which ended the transaction; retry it",
                )
            }
        })
    }

    /// Returns the session to its slot, if the transaction has not ended, and records an error.
    fn end<T>(&mut self, answer: Result<(Box<dyn Session>, Result<T>)>) -> Result<T> {
        let result = answer.and_then(|(session, result)| {
            *self.slot = Some(session);
            result
        });
        let mut flags = self.shared.flags();
        flags.used = Instant::now();
        let kind = result.as_ref().err().map(Error::kind);
        flags.failed = flags.failed.or(kind);
        flags.conflict = flags.conflict.or(kind.filter(|kind| kind.is_retryable()));
        drop(flags);
        result
    }

    async fn undo(&mut self) -> Result<()> {
        let (depth, failed) = {
            let flags = self.shared.flags();
            let Some(depth) = flags.give_up else {
                return Ok(());
            };
            (depth, flags.failed)
        };
        for sql in [
            format!("ROLLBACK TO SAVEPOINT s{depth}"),
            format!("RELEASE SAVEPOINT s{depth}"),
        ] {
            let answer = self.session()?.control(sql).await;
            self.end(answer)?;
        }
        let mut flags = self.shared.flags();
        flags.give_up = None;
        flags.failed = None;
        flags.undone = failed;
        Ok(())
    }
}

fn aborted() -> Error {
    Error::new(
        ErrorKind::Aborted,
        "the transaction failed before and cannot continue; put operations that may fail into a savepoint",
    )
}
