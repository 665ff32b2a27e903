//! Futures that are dropped at every point, in four ways: nothing is half done, acknowledged rows
//! exist, and the next call on the same connections does what it says. SQLite has the same sweep in
//! `it/cancel/`.

mod operations;

use std::collections::BTreeMap;
use std::time::Duration;

use fivefold::prelude::*;
use tokio::task::JoinSet;

use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::interrupt::{Cut, interrupt};
use super::models::{Entry, EntryCreate};
use super::plain;
use super::random::Random;
use super::raw_connection::RawConnection;
use super::wait::until;
use operations::{OPERATIONS, Operation, State};

/// The number of connections, and of points that run at the same time.
const CONNECTIONS: usize = 4;
const WAVE: i64 = 8;

/// Each point has ten numbers; the last one is for the call that comes after it.
const NUMBERS: i64 = 10;

pub async fn run(case: &mut FaultCase) -> Findings {
    let points = case.count(2_000, 40);
    let waves = points / WAVE as u64;
    let mut findings = Findings::planned(points * OPERATIONS.len() as u64);
    let db = case
        .database
        .prepared(|builder| builder.connections(CONNECTIONS))
        .await;
    let mut sweep = Sweep {
        raw: case.database.raw_connection().await,
        db,
        random: Random::new(5),
        next: 0,
        dropped: 0,
    };
    // One wave of each operation after the other, so that all have been swept alike when the time
    // is up.
    'sweep: for wave in 0..waves {
        for operation in OPERATIONS {
            if wave > 0 && case.is_over() {
                break 'sweep;
            }
            sweep.wave(wave, operation, &mut findings).await;
            if findings.violations.len() > 100 {
                break 'sweep;
            }
        }
    }
    findings
        .violations
        .extend(sweep.raw.nothing_open().await.err());
    let dropped = sweep.dropped;
    findings.demand(dropped > findings.done / 20, || {
        format!("only {dropped} futures were dropped")
    });
    findings.note(format!(
        "{dropped} futures were dropped before they had an answer"
    ));
    sweep.db.close().await.unwrap();
    let rounds = 160;
    let ghosts = plain::ghosts(&case.database, 1 << 40, rounds).await;
    let words = format!("of {rounds} INSERTs of plain sqlx answered and not there");
    findings.control = Control::found(ghosts, words);
    findings
}

struct Sweep {
    raw: RawConnection,
    db: Db,
    random: Random,
    next: i64,
    dropped: u64,
}

/// The result of a point: its outcome, if it was not dropped before, and that of the next call.
struct Point {
    first: i64,
    cut: Cut,
    answer: Option<Result<bool, Error>>,
    after: Result<Entry, Error>,
}

impl Sweep {
    async fn wave(&mut self, wave: u64, operation: &'static Operation, findings: &mut Findings) {
        let first = self.next;
        self.next += WAVE * NUMBERS;
        // In every other wave others have half of the connections at first, so that there is a wait
        // to interrupt.
        let mut others = Vec::new();
        for _ in 0..wave % 2 * (CONNECTIONS as u64 / 2) {
            others.push(self.db.begin().await.unwrap());
        }
        let mut running = JoinSet::new();
        for point in 0..WAVE {
            let cut = match point % 4 {
                0 => Cut::Polls((wave as i64 * 2 + point / 4) as usize % 14),
                1 => Cut::Timeout(self.random.below(4)),
                2 => Cut::Abort(self.random.below(80)),
                _ => Cut::Select(self.random.below(80)),
            };
            let number = first + point * NUMBERS;
            running.spawn(at_point(self.db.clone(), number, cut, operation));
        }
        if !others.is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
            drop(others);
        }
        let points = running.join_all().await;
        let is_idle = || async { self.db.metrics().in_use == 0 };
        if until(Duration::from_secs(5), is_idle).await.is_none() {
            findings.violation(format!(
                "{}: {:?} after all has ended",
                operation.name,
                self.db.metrics()
            ));
        }
        let there = self.there(first).await;
        for point in points {
            self.dropped += u64::from(point.answer.is_none());
            findings.done += 1;
            judge(&point, operation, &there, findings);
        }
    }

    async fn there(&mut self, first: i64) -> BTreeMap<i64, i64> {
        let end = first + WAVE * NUMBERS;
        let sql =
            format!("SELECT number, value FROM entry WHERE number >= {first} AND number < {end}");
        let rows = self.raw.numbers(&sql).await;
        rows.into_iter().map(|row| (row[0], row[1])).collect()
    }
}

fn judge(
    point: &Point,
    operation: &Operation,
    there: &BTreeMap<i64, i64>,
    findings: &mut Findings,
) {
    let own = there.range(point.first..point.first + NUMBERS - 1);
    let values: Vec<i64> = own.map(|(_, value)| *value).collect();
    let state = (operation.look)(&values);
    let says = |what: &str| format!("{} at {:?}: {what} ({values:?})", operation.name, point.cut);
    if state == State::Half {
        findings.violation(says("half done"));
    }
    match &point.answer {
        Some(Ok(is_right)) => {
            findings.committed += 1;
            findings.demand(state == State::Whole, || says("answered and not there"));
            findings.demand(*is_right, || says("a wrong answer"));
        }
        // Serializable transactions that run at the same time may be in each other's way.
        Some(Err(error)) if error.kind() == ErrorKind::Busy => {
            findings.absent += 1;
            findings.demand(state == State::Absent, || says("failed, and there"));
        }
        Some(Err(error)) => findings.violation(says(&format!("failed: {error}"))),
        // Dropped: stored as a whole or not at all; no outcome was received.
        None if state == State::Whole => findings.committed += 1,
        None => findings.absent += 1,
    }
    let is_there = there.contains_key(&(point.first + NUMBERS - 1));
    match &point.after {
        Ok(_) => findings.demand(is_there, || {
            says("the next call was acknowledged and its row does not exist")
        }),
        Err(error) if error.kind() == ErrorKind::Busy => {}
        Err(error) => findings.violation(says(&format!("the next call failed: {error}"))),
    }
}

async fn at_point(db: Db, first: i64, cut: Cut, operation: &'static Operation) -> Point {
    let answer = match (operation.stage)(db.clone(), first).await {
        Ok(running) => interrupt(cut, running).await,
        Err(error) => Some(Err(error)),
    };
    let after = EntryCreate::new(first + NUMBERS - 1, 0);
    Point {
        first,
        cut,
        answer,
        after: Entry::create(&db, after).await,
    }
}
