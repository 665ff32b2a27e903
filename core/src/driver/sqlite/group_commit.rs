//! Writes that wait for the disk, committed together: one wait for many.
//!
//! While one batch is on its way to the disk, the calls that come in queue up; they are the next batch. Each runs in its
//! own savepoint, so one that fails takes nothing from the others, and each is answered after the commit.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::driver::seam::{Call, ExecResult};
use crate::driver::sqlite::busy_timeout::BusyTimeout;
use crate::driver::sqlite::call_error::CallError;
use crate::driver::sqlite::connection::Connection;
use crate::driver::sqlite::lease::Lease;
use crate::driver::sqlite::pool::{Pool, closed, with_limit};
use crate::driver::sqlite::run::{run_in_transaction, run_standalone};
use crate::driver::sqlite::thread::stopped;
use crate::driver::sqlite::transaction::{aborted, begin, commit, in_savepoint, rollback};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The most calls in one commit.
const MAX_BATCH: usize = 256;

/// The calls that wait for the next commit.
#[derive(Debug)]
pub(super) struct GroupCommit {
    pool: Arc<Pool>,
    acquire: Duration,
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    jobs: VecDeque<Job>,
    next: u64,
    /// True while somebody is on the way to empty the queue.
    is_drained: bool,
    is_closed: bool,
}

struct Job {
    id: u64,
    call: Call,
    answer: oneshot::Sender<Outcome>,
}

/// How a call ended. A panic of its sink is its caller's, and nobody else's.
type Outcome = thread::Result<Result<ExecResult>>;

impl GroupCommit {
    pub(super) fn new(pool: Arc<Pool>, acquire: Duration) -> Arc<Self> {
        Arc::new(Self {
            pool,
            acquire,
            queue: Mutex::default(),
        })
    }

    /// Runs a call with the next commit.
    pub(super) async fn run(self: &Arc<Self>, runtime: Handle, call: Call) -> Result<ExecResult> {
        let (answer, mut outcome) = oneshot::channel();
        let (id, is_first) = self.push(call, answer)?;
        if is_first {
            Drainer {
                group: Arc::clone(self),
                runtime,
                is_done: false,
            }
            .start();
        }
        let outcome = match with_limit(self.acquire, &mut outcome).await {
            Some(outcome) => outcome,
            None if self.withdraw(id) => return Err(self.pool.acquire_timeout()),
            // It runs already, and what it waits for now has limits of its own.
            None => outcome.await,
        };
        match outcome {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(stopped()),
        }
    }

    /// Lets no call in any more.
    pub(super) fn mark_closed(&self) {
        self.queue().is_closed = true;
    }

    /// Runs what is still in the queue. Blocks.
    pub(super) fn finish(&self, mut lease: Lease) {
        let mut answers = Answers::default();
        while self.has_more() {
            execute(&mut lease, self.take(), &mut answers);
        }
        drop(lease);
        answers.send();
    }

    fn push(&self, call: Call, answer: oneshot::Sender<Outcome>) -> Result<(u64, bool)> {
        let mut queue = self.queue();
        if queue.is_closed {
            return Err(closed());
        }
        let id = queue.next;
        queue.next += 1;
        queue.jobs.push_back(Job { id, call, answer });
        Ok((id, !std::mem::replace(&mut queue.is_drained, true)))
    }

    /// Takes a call out of the queue; false if it has left it already.
    fn withdraw(&self, id: u64) -> bool {
        let mut queue = self.queue();
        let before = queue.jobs.len();
        queue.jobs.retain(|job| job.id != id);
        queue.jobs.len() < before
    }

    fn take(&self) -> VecDeque<Job> {
        let mut queue = self.queue();
        let count = queue.jobs.len().min(MAX_BATCH);
        queue.jobs.drain(..count).collect()
    }

    /// Gives those who were just answered a moment to come back: a commit for the first of them alone would make the rest
    /// wait for it. Some microseconds, against a hundred or more for the disk.
    fn wait_for_more(&self, answered: usize) {
        for _ in 0..answered {
            if self.queue().jobs.len() * 2 >= answered {
                return;
            }
            thread::yield_now();
        }
    }

    /// Asks whether to go on. The draining ends in the same step in which the queue is found empty.
    fn has_more(&self) -> bool {
        let mut queue = self.queue();
        queue.is_drained = !queue.jobs.is_empty();
        queue.is_drained
    }

    // Nothing panics while the lock is held.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Empties the queue, batch after batch. Between two batches the connection goes to whoever has waited for it.
struct Drainer {
    group: Arc<GroupCommit>,
    runtime: Handle,
    is_done: bool,
}

impl Drainer {
    fn start(self) {
        let runtime = self.runtime.clone();
        match Lease::try_acquire(&self.group.pool) {
            Some(lease) => drop(runtime.spawn_blocking(move || self.drain(lease))),
            None => drop(runtime.spawn(async move {
                let group = Arc::clone(&self.group);
                if let Ok(lease) = Lease::acquire_unlimited(&group.pool).await {
                    let runtime = self.runtime.clone();
                    runtime.spawn_blocking(move || self.drain(lease));
                }
            })),
        }
    }

    fn drain(mut self, mut lease: Lease) {
        loop {
            let mut answers = Answers::default();
            execute(&mut lease, self.group.take(), &mut answers);
            // Whoever is answered finds the connection free.
            drop(lease);
            let answered = answers.0.len();
            answers.send();
            self.group.wait_for_more(answered);
            if !self.group.has_more() {
                self.is_done = true;
                return;
            }
            match Lease::try_acquire(&self.group.pool) {
                Some(next) => lease = next,
                None => return self.start(),
            }
        }
    }
}

impl Drop for Drainer {
    fn drop(&mut self) {
        if self.is_done {
            return;
        }
        // The runtime is shut down: whoever still waits is answered, since a dropped job answers.
        let mut queue = self.group.queue();
        queue.is_drained = false;
        let jobs = std::mem::take(&mut queue.jobs);
        drop(queue);
        drop(jobs);
    }
}

/// What the callers of a batch are told, once its connection is free.
#[derive(Default)]
struct Answers(Vec<(oneshot::Sender<Outcome>, Outcome)>);

impl Answers {
    fn succeed(&mut self, job: Job, affected: u64) {
        self.0.push((
            job.answer,
            Ok(Ok(ExecResult {
                affected,
                sink: job.call.sink,
            })),
        ));
    }

    fn fail(&mut self, job: Job, error: Error) {
        self.0.push((job.answer, Ok(Err(error))));
    }

    /// Tells all the same.
    fn fail_all(&mut self, jobs: impl IntoIterator<Item = Job>, error: &Error) {
        for job in jobs {
            self.fail(job, Error::new(error.kind(), error.to_string()));
        }
    }

    fn panic(&mut self, job: Job, payload: Box<dyn Any + Send>) {
        self.0.push((job.answer, Err(payload)));
    }

    fn send(self) {
        for (answer, outcome) in self.0 {
            // If nobody waits any more, the write has happened all the same.
            let _ = answer.send(outcome);
        }
    }
}

/// Runs a batch, and finds an answer for every call in it.
fn execute(lease: &mut Lease, mut jobs: VecDeque<Job>, answers: &mut Answers) {
    // Whoever gave up before it began is not written for.
    jobs.retain(|job| !job.answer.is_closed());
    let connection = match lease.connection() {
        Ok(connection) => connection,
        Err(error) => return answers.fail_all(jobs, &error),
    };
    let _busy_timeout = BusyTimeout::new(connection.lock());
    while !jobs.is_empty() {
        match jobs.len() {
            1 => jobs
                .drain(..)
                .for_each(|job| run_single(connection, job, answers)),
            _ => run_batch(connection, &mut jobs, answers),
        }
    }
}

/// Commits the calls as one; those that are left over when the engine gives the transaction up stay in the queue.
fn run_batch(connection: &Connection, jobs: &mut VecDeque<Job>, answers: &mut Answers) {
    if let Err(failure) = begin(connection) {
        return answers.fail_all(jobs.drain(..), &failure.into_error());
    }
    let mut written = Vec::with_capacity(jobs.len());
    while let Some(mut job) = jobs.pop_front() {
        match in_own_savepoint(connection, &mut job.call) {
            Ok(Ok(affected)) => written.push((job, affected)),
            Ok(Err(error)) => answers.fail(job, error),
            Err(payload) => answers.panic(job, payload),
        }
        if !connection.in_transaction() {
            // The disk is full, or memory: it took the calls before it along.
            return written
                .into_iter()
                .for_each(|(job, _)| rerun(connection, job, answers));
        }
    }
    match commit(connection) {
        Ok(()) => written
            .into_iter()
            .for_each(|(job, affected)| answers.succeed(job, affected)),
        // A foreign key that is only looked at in the end; whose it is shows when each runs alone.
        Err(error) if error.kind() == ErrorKind::ForeignKey => written
            .into_iter()
            .for_each(|(job, _)| rerun(connection, job, answers)),
        Err(error) => answers.fail_all(written.into_iter().map(|(job, _)| job), &error),
    }
}

fn in_own_savepoint(connection: &Connection, call: &mut Call) -> thread::Result<Result<u64>> {
    let mut panic: Option<Box<dyn Any + Send>> = None;
    let ran = in_savepoint(connection, || {
        catch_unwind(AssertUnwindSafe(|| run_in_transaction(connection, call))).unwrap_or_else(
            |payload| {
                panic = Some(payload);
                Err(CallError::Final(aborted()))
            },
        )
    });
    panic.map_or_else(|| Ok(ran.map_err(CallError::into_error)), Err)
}

/// Runs a call in a commit of its own.
fn run_single(connection: &Connection, mut job: Job, answers: &mut Answers) {
    match catch_unwind(AssertUnwindSafe(|| {
        run_standalone(connection, &mut job.call)
    })) {
        Ok(Ok(affected)) => answers.succeed(job, affected),
        Ok(Err(failure)) => answers.fail(job, failure.into_error()),
        Err(payload) => {
            rollback(connection);
            answers.panic(job, payload);
        }
    }
}

/// Runs a call again whose work was undone through no fault of its own.
fn rerun(connection: &Connection, job: Job, answers: &mut Answers) {
    let is_silent = connection
        .untimed()
        .prepare_cached(&job.call.sql)
        .is_ok_and(|statement| statement.column_count() == 0);
    if is_silent {
        return run_single(connection, job, answers);
    }
    // Its sink has taken rows that are no longer true.
    let message = "another write in the same commit failed and took this one along; nothing was written, try again";
    answers.fail(job, Error::new(ErrorKind::Busy, message));
}
