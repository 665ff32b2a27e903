//! The server stops at once under load, and is started again. The handle finds back by itself.

use std::time::{Duration, Instant};

use fivefold_tests::servers::Stop;

use super::cell::Cell;
use super::check::check;
use super::ledger::Ledger;
use super::load::{Load, NUMBERS, Told};
use super::random::Random;
use super::tally::{Control, Tally};

const TASKS: usize = 8;

/// How long it may take after the server listens again.
const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(cell: &mut Cell) -> Tally {
    let mut tally = Tally::planned(cell.count(30, 1));
    let mut random = Random::new(4);
    let db = cell.place.prepared(|builder| builder).await;
    while tally.done == 0 || tally.done < tally.planned && !cell.is_over() {
        let first = tally.done as i64 * NUMBERS;
        // One handle for all of it: nothing is opened by hand.
        let load = Load::start(&db, TASKS, first, Ledger::default(), Told::After);
        let listens = stopped_and_started(cell, &mut random).await;
        match load.succeeded_since(listens, RECOVERY).await {
            Some(recovery) => tally.recovered(recovery),
            None => tally.violation(format!("nothing succeeded within {RECOVERY:?}")),
        }
        let ended = load.stop().await;
        if tally.done == 0 {
            tally.note(ended.said());
        }
        let mut outside = cell.place.outside().await;
        tally.take(check(&mut outside, &ended.lines, first..first + NUMBERS).await);
        tally.done += 1;
    }
    tally.control = control(cell, &db, &mut random).await;
    db.close().await.unwrap();
    tally
}

/// Returns the moment when the server listened again.
async fn stopped_and_started(cell: &Cell, random: &mut Random) -> Instant {
    tokio::time::sleep(Duration::from_millis(50 + random.below(200))).await;
    cell.place.server().stop(Stop::Immediate);
    tokio::time::sleep(Duration::from_millis(random.below(100))).await;
    cell.place.server().restart();
    Instant::now()
}

/// The planted fault: the ledger is told before the SDK has answered.
async fn control(cell: &Cell, db: &fivefold::Db, random: &mut Random) -> Control {
    let first = 1_000_000 * NUMBERS;
    let load = Load::start(db, TASKS, first, Ledger::default(), Told::Before);
    let listens = stopped_and_started(cell, random).await;
    load.succeeded_since(listens, RECOVERY).await;
    let ended = load.stop().await;
    let mut outside = cell.place.outside().await;
    let verdict = check(&mut outside, &ended.lines, first..first + NUMBERS).await;
    Control::found(verdict.violations.len() as u64, "lies told too early")
}
