//! Group commit: writes that wait for the disk share one commit.
//!
//! While one batch is on its way to the disk, new calls queue up and become the next batch. Each
//! runs in its own savepoint, so one that fails does not affect the others. All are answered after
//! the commit.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::driver::failure::Failure;
use crate::driver::seam::{Call, ExecResult};
use crate::driver::sqlite::busy_timeout::BusyTimeout;
use crate::driver::sqlite::call_error::CallError;
use crate::driver::sqlite::connection::Connection;
use crate::driver::sqlite::lease::Lease;
use crate::driver::sqlite::pool::{Pool, with_limit};
use crate::driver::sqlite::run::{run_in_transaction, run_standalone};
use crate::driver::sqlite::thread::stopped;
use crate::driver::sqlite::transaction::{begin, commit, in_savepoint, rollback};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The most calls in one commit.
const MAX_BATCH: usize = 256;

/// The queue of calls for the next commit.
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
    /// True while a drainer runs or is about to.
    is_drained: bool,
    is_closed: bool,
}

struct Job {
    id: u64,
    call: Call,
    answer: oneshot::Sender<Outcome>,
}

/// The outcome of a call. A panic of its sink is resumed in its own caller.
type Outcome = thread::Result<Result<ExecResult>>;

impl GroupCommit {
    pub(super) fn new(pool: Arc<Pool>, acquire: Duration) -> Arc<Self> {
        Arc::new(Self {
            pool,
            acquire,
            queue: Mutex::default(),
        })
    }

    /// Runs a call in the next commit.
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
            // The call has started, and its waits have limits of their own.
            None => outcome.await,
        };
        match outcome {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(stopped()),
        }
    }

    /// Refuses new calls.
    pub(super) fn mark_closed(&self) {
        self.queue().is_closed = true;
    }

    /// Runs the calls that are still queued. Blocks.
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
            return Err(Failure::Closed.error(None));
        }
        let id = queue.next;
        queue.next += 1;
        queue.jobs.push_back(Job { id, call, answer });
        Ok((id, !std::mem::replace(&mut queue.is_drained, true)))
    }

    /// Removes a call from the queue. Returns false if it has left the queue already.
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

    /// Gives the callers that were just answered a moment to queue their next call: a commit for
    /// the first of them alone would make the others wait. It takes some microseconds, against a
    /// hundred or more for the disk.
    fn wait_for_more(&self, answered: usize) {
        for _ in 0..answered {
            if self.queue().jobs.len() * 2 >= answered {
                return;
            }
            thread::yield_now();
        }
    }

    /// Returns whether calls are queued. Draining ends in the same critical section in which the
    /// queue is found empty.
    fn has_more(&self) -> bool {
        let mut queue = self.queue();
        queue.is_drained = !queue.jobs.is_empty();
        queue.is_drained
    }

    // Nothing panics while the lock is held, so a poisoned lock holds sound data.
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

/// Drains the queue batch by batch. Between two batches the connection goes to the next caller that
/// waits for it.
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
            // The connection is free when the callers are answered.
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
        // The runtime is shutting down. Dropping a job answers its caller.
        let mut queue = self.group.queue();
        queue.is_drained = false;
        let jobs = std::mem::take(&mut queue.jobs);
        drop(queue);
        drop(jobs);
    }
}

/// The answers to a batch, sent once its connection is free.
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

    /// Answers all of them with the same error.
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
            // A caller that is gone does not undo its write.
            let _ = answer.send(outcome);
        }
    }
}

/// Runs a batch, and collects an answer for every call.
fn execute(lease: &mut Lease, mut jobs: VecDeque<Job>, answers: &mut Answers) {
    // A call whose caller gave up before it started is not run.
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

/// Commits the calls together. Those that remain when SQLite rolls the transaction back stay in the
/// queue.
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
            // The disk is full, or memory: the earlier calls were rolled back too.
            return written
                .into_iter()
                .for_each(|(job, _)| rerun(connection, job, answers));
        }
    }
    match commit(connection) {
        Ok(()) => written
            .into_iter()
            .for_each(|(job, affected)| answers.succeed(job, affected)),
        // A deferred foreign key. Running each call alone finds the one that violates it.
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
                Err(CallError::Final(Failure::TransactionAborted.error(None)))
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

/// Runs a call again that was rolled back because of another one.
fn rerun(connection: &Connection, job: Job, answers: &mut Answers) {
    let is_silent = connection
        .untimed()
        .prepare_cached(&job.call.sql)
        .is_ok_and(|statement| statement.column_count() == 0);
    if is_silent {
        return run_single(connection, job, answers);
    }
    // Its sink holds rows that were rolled back.
    let message = "another write in the same commit failed and rolled this one back; nothing was written, try again";
    answers.fail(job, Error::new(ErrorKind::Busy, message));
}
