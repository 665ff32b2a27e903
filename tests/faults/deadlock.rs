//! Writers that take the same rows in opposite orders, and that count the same numbers up: what
//! they were told adds up.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Instant;

use fivefold::Executor;
use fivefold::prelude::*;
use tokio::task::JoinSet;

use super::check::check;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::{Ledger, Outcome, Work};
use super::load::transfer;
use super::models::{Counter, CounterCreate, CounterUpdate};

const WRITERS: i64 = 16;
const COUNTERS: i64 = 4;

pub async fn run(case: &mut FaultCase) -> Findings {
    let mut findings = Findings::planned(case.count(10_000, 160));
    let db = case
        .database
        .prepared(|builder| builder.connections(16))
        .await;
    let counters = (0..2 * COUNTERS).map(|number| CounterCreate::new(number, 0));
    Counter::create_many(&db, counters).await.unwrap();
    let ledger = Arc::new(Ledger::default());
    let storm = Arc::new(Storm {
        db: db.clone(),
        next: AtomicI64::new(0),
        planned: findings.planned as i64,
        over: case.is_full().then(|| case.deadline()),
        acknowledged: std::array::from_fn(|_| AtomicU64::new(0)),
        ledger: Arc::clone(&ledger),
    });
    let start = Instant::now();
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let storm = Arc::clone(&storm);
        writers.spawn(async move { storm.write().await });
    }
    writers.join_all().await;
    let took = start.elapsed();
    let lines = ledger.lines();
    let mut raw = case.database.raw_connection().await;
    findings.take(check(&mut raw, &lines, 0..i64::MAX).await);
    for (number, acknowledged) in storm.acknowledged.iter().enumerate() {
        let acknowledged = acknowledged.load(Ordering::Relaxed);
        findings.committed += acknowledged;
        let count = Counter::get(&db, number as i64).await.unwrap().count;
        findings.demand(count == acknowledged as i64, || {
            format!("counter {number} is {count}, and {acknowledged} were acknowledged")
        });
    }
    findings.done = storm.next.load(Ordering::Relaxed).min(storm.planned) as u64;
    findings.absent = findings.done - findings.committed;
    let errors = ledger.errors();
    findings.demand(errors.keys().all(|kind| *kind == "busy"), || {
        format!("not only busy: {errors:?}")
    });
    let rate = findings.done as f64 / took.as_secs_f64();
    findings.note(format!(
        "{rate:.0} transactions a second; given up after all retries: {errors:?}"
    ));
    findings.control = control(&db).await;
    db.close().await.unwrap();
    findings
}

struct Storm {
    db: Db,
    next: AtomicI64,
    planned: i64,
    over: Option<Instant>,
    acknowledged: [AtomicU64; COUNTERS as usize],
    ledger: Arc<Ledger>,
}

impl Storm {
    async fn write(&self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let is_over = self.over.is_some_and(|over| Instant::now() >= over);
            if number >= self.planned || is_over {
                self.next.fetch_min(number, Ordering::Relaxed);
                return;
            }
            let result = if number % 2 == 0 {
                let at = number / 2 % COUNTERS;
                let counted = self.db.transaction(async |tx| count_up(tx, at).await).await;
                if counted.is_ok() {
                    self.acknowledged[at as usize].fetch_add(1, Ordering::Relaxed);
                }
                counted
            } else {
                self.ledger.start(Work::Transfer, number, 1 + number % 50);
                let moved = transfer(&self.db, number, 1 + number % 50).await;
                self.ledger.end(number, Outcome::of(&moved));
                moved
            };
            if let Err(error) = result {
                self.ledger.error(&error);
            }
        }
    }
}

async fn count_up<E: Executor + ?Sized>(db: &E, at: i64) -> Result<(), Error> {
    let counter = Counter::get(db, at).await?;
    tokio::task::yield_now().await;
    let count = Set(counter.count + 1);
    counter.update(db, CounterUpdate { count }).await.map(drop)
}

/// The planted fault: the same without a transaction around it. Increments are lost then.
async fn control(db: &Db) -> Control {
    let at = COUNTERS;
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let db = db.clone();
        writers.spawn(async move {
            let mut acknowledged = 0;
            for _ in 0..20 {
                acknowledged += i64::from(count_up(&db, at).await.is_ok());
            }
            acknowledged
        });
    }
    let acknowledged: i64 = writers.join_all().await.into_iter().sum();
    let count = Counter::get(db, at).await.unwrap().count;
    let lost = u64::try_from(acknowledged - count).unwrap_or(0);
    Control::found(
        lost,
        format!("of {acknowledged} increments lost without a transaction"),
    )
}
