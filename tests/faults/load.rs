//! Tasks that write through the SDK, and keep the ledger.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use fivefold::prelude::*;
use tokio::task::JoinSet;

use super::ledger::{Ledger, Lines, Outcome, WORKS, Work};
use super::models::{
    ACCOUNTS, Account, AccountUpdate, Child, ChildCreate, Entry, EntryCreate, Parent, ParentCreate,
    Transfer, TransferCreate,
};
use super::wait::until;

/// The number of row numbers that one load may use.
pub const NUMBERS: i64 = 1_000_000;

/// The longest time that a server needs for one statement.
const AT_WORK: Duration = Duration::from_millis(400);

/// When the ledger is told that a piece of work was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// When the SDK has answered.
    After,
    /// Before the call: the planted fault.
    Before,
}

/// Tasks that write until they are stopped.
pub struct Load {
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

struct Shared {
    db: Db,
    ledger: Ledger,
    told: Told,
    next: AtomicI64,
    is_stopped: AtomicBool,
    /// When the last piece of work was started that succeeded.
    succeeded: Mutex<Option<Instant>>,
    longest: Mutex<Duration>,
}

impl Load {
    pub fn start(db: &Db, tasks: usize, first: i64, ledger: Ledger, told: Told) -> Self {
        let shared = Arc::new(Shared {
            db: db.clone(),
            ledger,
            told,
            next: AtomicI64::new(first),
            is_stopped: AtomicBool::new(false),
            succeeded: Mutex::default(),
            longest: Mutex::default(),
        });
        let mut running = JoinSet::new();
        for _ in 0..tasks {
            let shared = Arc::clone(&shared);
            running.spawn(async move { shared.work().await });
        }
        Self {
            shared,
            tasks: running,
        }
    }

    /// Waits until something succeeds that was started after this moment; returns how long after it
    /// that is.
    pub async fn succeeded_since(&self, moment: Instant, limit: Duration) -> Option<Duration> {
        let has = || async { self.shared.succeeded().is_some_and(|start| start >= moment) };
        until(limit, has).await?;
        Some(moment.elapsed())
    }

    /// Lets every task end what it does; returns what they were told, and the longest that a call
    /// took.
    pub async fn stop(mut self) -> Ended {
        self.shared.is_stopped.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
        let longest = *self
            .shared
            .longest
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Ended {
            lines: self.shared.ledger.lines(),
            errors: self.shared.ledger.errors(),
            longest,
        }
    }

    /// Waits for the tasks, which do not end by themselves.
    pub async fn go_on(mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

/// The result of a load.
pub struct Ended {
    pub lines: Lines,
    pub errors: std::collections::BTreeMap<&'static str, u64>,
    pub longest: Duration,
}

impl Ended {
    /// The errors but those of writers that were in each other's way.
    pub fn failures(&self) -> u64 {
        let all = self.errors.iter();
        all.filter(|(name, _)| **name != "busy")
            .map(|(_, count)| *count)
            .sum()
    }

    pub fn said(&self) -> String {
        let errors = self.errors.iter();
        let errors: Vec<String> = errors
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        let errors = if errors.is_empty() {
            "none".to_owned()
        } else {
            errors.join(", ")
        };
        format!(
            "errors: {errors}; longest call {} ms",
            self.longest.as_millis()
        )
    }
}

impl Shared {
    async fn work(&self) {
        while !self.is_stopped.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let (work, value) = piece(number);
            self.ledger.start(work, number, value);
            if self.told == Told::Before {
                self.ledger.end(number, Outcome::Committed);
            }
            let start = Instant::now();
            let result = write(&self.db, work, number, value).await;
            let took = start.elapsed();
            if self.told == Told::After {
                self.ledger.end(number, Outcome::of(&result));
            }
            self.noted(took);
            match result {
                Ok(()) => {
                    let mut last = self
                        .succeeded
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner);
                    *last = (*last).max(Some(start));
                }
                Err(error) => {
                    self.ledger.error(&error);
                    if error.kind() == ErrorKind::OutcomeUnknown {
                        self.look_up(work, number).await;
                    }
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
        }
    }

    /// Finds the outcome of a write that is unknown, as an application would.
    async fn look_up(&self, work: Work, number: i64) {
        let start = Instant::now();
        for _ in 0..1_000 {
            let found = match work {
                Work::Entry => Entry::find_by(&self.db, Entry::NUMBER, number)
                    .await
                    .map(|row| row.is_some()),
                Work::Transfer => Transfer::find_by(&self.db, Transfer::NUMBER, number)
                    .await
                    .map(|row| row.is_some()),
                Work::Family => Parent::find_by(&self.db, Parent::NUMBER, number)
                    .await
                    .map(|row| row.is_some()),
            };
            match found {
                // A server whose client is gone may still be at work: the absence of a row is
                // certain only later.
                Ok(false) if start.elapsed() < AT_WORK => tokio::time::sleep(AT_WORK / 4).await,
                Ok(found) => return self.ledger.looked_up(number, found),
                Err(_) if self.is_stopped.load(Ordering::Relaxed) => return,
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    fn noted(&self, took: Duration) {
        let mut longest = self.longest.lock().unwrap_or_else(PoisonError::into_inner);
        *longest = took.max(*longest);
    }

    fn succeeded(&self) -> Option<Instant> {
        *self
            .succeeded
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The write of one number.
fn piece(number: i64) -> (Work, i64) {
    let work = WORKS[(number % 3) as usize];
    let value = match work {
        Work::Entry => number * 7,
        Work::Transfer => 1 + number % 90,
        Work::Family => 1 + number % 4,
    };
    (work, value)
}

async fn write(db: &Db, work: Work, number: i64, value: i64) -> Result<(), Error> {
    match work {
        Work::Entry => Entry::create(db, EntryCreate::new(number, value))
            .await
            .map(drop),
        Work::Transfer => transfer(db, number, value).await,
        Work::Family => {
            db.transaction(async |tx| {
                let parent = Parent::create(tx, ParentCreate::new(number, value)).await?;
                let children = (0..value).map(|place| ChildCreate::new(parent.id, place));
                Child::create_many(tx, children).await.map(drop)
            })
            .await
        }
    }
}

/// Moves money between two accounts, and writes that down.
pub async fn transfer(db: &Db, number: i64, cents: i64) -> Result<(), Error> {
    let source = number / 3 % ACCOUNTS;
    let target = (source + 1 + number / 24 % (ACCOUNTS - 1)) % ACCOUNTS;
    db.transaction(async |tx| {
        add(tx, source, -cents).await?;
        add(tx, target, cents).await?;
        let row = TransferCreate::new(number, source, target, cents);
        Transfer::create(tx, row).await.map(drop)
    })
    .await
}

/// Reads an account and writes it with another sum.
pub async fn add<E: Executor + ?Sized>(db: &E, account: i64, cents: i64) -> Result<(), Error> {
    let account = Account::get(db, account).await?;
    let cents = Set(account.cents + cents);
    account.update(db, AccountUpdate { cents }).await.map(drop)
}
