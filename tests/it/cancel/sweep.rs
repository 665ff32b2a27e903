//! Interrupts an operation at many points and in four ways, and keeps a ledger of acknowledged and
//! stored rows.

use std::collections::BTreeMap;
use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::time::Duration;

use fivefold::Schema;
use fivefold::prelude::*;
use tokio::task::JoinSet;

use crate::models::{Ledger, Line};
use crate::support::{Cut, Random, RawConnection, TestEnv, interrupt};

type Running = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// The operation on the rows of one point, which owns the ten numbers from `first` on.
pub struct Operation {
    /// Runs before, to its end.
    pub prepare: fn(Db, i64) -> Running,
    /// Is interrupted.
    pub run: fn(Db, i64) -> Running,
    /// Judges the rows of the point, left and right of each.
    pub look: fn(&[(i64, i64)]) -> State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Whole,
    Absent,
    Half,
}

/// The result of a sweep.
#[derive(Debug, Default)]
pub struct Found {
    pub answered: i64,
    pub dropped: i64,
    pub half: i64,
    pub answered_and_not_there: i64,
    pub errors: Vec<String>,
}

pub fn schema() -> Schema {
    schema![Ledger, Line]
}

/// The number of points that run at the same time.
const WAVE: i64 = 8;

pub async fn sweep(env: &TestEnv, points: i64, operation: &Operation) -> Found {
    let mut found = Found::default();
    let mut random = Random::new(5);
    let raw = env.raw_connection();
    let mut ledger = Seen::new();
    // An operation that waits for a server takes longer to complete.
    let turns = if env.engine.answers_in_place { 1 } else { 4 };
    for wave in 0..points / WAVE {
        let mut prepared = JoinSet::new();
        for point in wave * WAVE..(wave + 1) * WAVE {
            prepared.spawn((operation.prepare)(env.db.clone(), point * 10));
        }
        for result in prepared.join_all().await {
            result.unwrap();
        }
        let mut running = JoinSet::new();
        // In every other wave another caller holds the connection at first, so that there is a wait
        // to interrupt.
        let other = if wave % 2 == 0 {
            None
        } else {
            Some(env.db.begin().await.unwrap())
        };
        for point in wave * WAVE..(wave + 1) * WAVE {
            let first = point * 10;
            let cut = match point % 4 {
                0 => Cut::Polls((point / 4 % (12 * turns)) as usize),
                1 => Cut::Timeout(random.below(3 * turns as u64)),
                2 => Cut::Abort(random.below(60 * turns as u64)),
                _ => Cut::Select(random.below(60 * turns as u64)),
            };
            let future = (operation.run)(env.db.clone(), first);
            running.spawn(async move { (first, interrupt(cut, future).await) });
        }
        if let Some(other) = other {
            tokio::time::sleep(Duration::from_millis(2)).await;
            drop(other);
        }
        let outcomes = running.join_all().await;
        env.settled().await;
        let numbers = wave * WAVE * 10..(wave + 1) * WAVE * 10;
        let mut seen = match &raw {
            Some(raw) => seen_from_outside(raw, numbers),
            None => seen(&env.db, numbers).await,
        };
        for (first, outcome) in outcomes {
            let rows = seen.remove(&first).unwrap_or_default();
            let state = (operation.look)(&rows);
            found.half += i64::from(state == State::Half);
            match outcome {
                Some(Ok(())) => {
                    found.answered += 1;
                    found.answered_and_not_there += i64::from(state != State::Whole);
                }
                Some(Err(error)) => found.errors.push(format!("{error:?}")),
                None => found.dropped += 1,
            }
            if !rows.is_empty() {
                ledger.insert(first, rows);
            }
        }
        assert!(seen.is_empty(), "rows of no point: {seen:?}");
    }
    // Once more, all of it, on a connection that was opened after the last write.
    env.settled().await;
    if let Some(raw) = env.raw_connection() {
        raw.assert_sound();
        let again = seen_from_outside(&raw, 0..points * 10);
        let other = |(first, rows): &(&i64, &Vec<_>)| again.get(*first) != Some(rows);
        let other: Vec<_> = ledger.iter().filter(other).collect();
        assert!(
            other.is_empty(),
            "stored rows do not exist any more: {other:?}"
        );
        assert_eq!(again.len(), ledger.len(), "rows appeared later");
    }
    found
}

/// The stored rows, left and right of each, by the first number of their point.
type Seen = BTreeMap<i64, Vec<(i64, i64)>>;

fn by_point(rows: impl Iterator<Item = [i64; 3]>) -> Seen {
    let mut seen = Seen::new();
    for [number, left, right] in rows {
        let first = number - number.rem_euclid(10);
        seen.entry(first).or_default().push((left, right));
    }
    seen
}

fn seen_from_outside(raw: &RawConnection, numbers: Range<i64>) -> Seen {
    let Range { start, end } = numbers;
    let rows = raw.rows(&format!(
        "SELECT number, \"left\", \"right\" FROM ledger WHERE number >= {start} AND number < {end} ORDER BY number"
    ));
    let row = |row: Vec<String>| [0, 1, 2].map(|at: usize| row[at].parse().unwrap());
    by_point(rows.into_iter().map(row))
}

async fn seen(db: &Db, numbers: Range<i64>) -> Seen {
    let rows = Ledger::query()
        .filter(Ledger::NUMBER.ge(numbers.start))
        .filter(Ledger::NUMBER.lt(numbers.end))
        .order_by(Ledger::NUMBER.asc())
        .all(db)
        .await
        .unwrap();
    by_point(rows.iter().map(|row| [row.number, row.left, row.right]))
}
