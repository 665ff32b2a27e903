//! Interrupts an operation at many points and in four ways, and keeps a ledger of what was answered and what is there.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use fivefold::Schema;
use fivefold::prelude::*;
use tokio::task::JoinSet;

use crate::models::{Ledger, Line};
use crate::support::{Bed, Outside, Random, poll_at_most};

type Running = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// What is done with the rows of one point: ten numbers from `first` on are its own.
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

/// What a sweep found.
#[derive(Debug, Default)]
pub struct Found {
    pub answered: i64,
    pub dropped: i64,
    pub half: i64,
    pub answered_and_not_there: i64,
    pub errors: Vec<String>,
}

/// A way to interrupt, with its point in time.
#[derive(Debug, Clone, Copy)]
enum Cut {
    Polls(usize),
    Timeout(u64),
    Abort(u64),
    Select(u64),
}

pub fn schema() -> Schema {
    schema![Ledger, Line]
}

/// How many points run at the same time.
const WAVE: i64 = 8;

pub async fn sweep(bed: &Bed, points: i64, operation: &Operation) -> Found {
    let mut found = Found::default();
    let mut random = Random::new(5);
    let outside = bed.outside();
    let mut ledger = Vec::new();
    // What has to wait for a server takes longer to get to its end.
    let turns = if bed.engine.answers_in_place { 1 } else { 4 };
    for wave in 0..points / WAVE {
        let mut running = JoinSet::new();
        for point in wave * WAVE..(wave + 1) * WAVE {
            (operation.prepare)(bed.db.clone(), point * 10)
                .await
                .unwrap();
        }
        // In every other wave somebody else has the connection at first, so that there is a wait to interrupt.
        let other = if wave % 2 == 0 {
            None
        } else {
            Some(bed.db.begin().await.unwrap())
        };
        for point in wave * WAVE..(wave + 1) * WAVE {
            let first = point * 10;
            let cut = match point % 4 {
                0 => Cut::Polls((point / 4 % (12 * turns)) as usize),
                1 => Cut::Timeout(random.below(3 * turns as u64)),
                2 => Cut::Abort(random.below(60 * turns as u64)),
                _ => Cut::Select(random.below(60 * turns as u64)),
            };
            let future = (operation.run)(bed.db.clone(), first);
            running.spawn(async move { (first, interrupt(cut, future).await) });
        }
        if let Some(other) = other {
            tokio::time::sleep(Duration::from_millis(2)).await;
            drop(other);
        }
        let outcomes = running.join_all().await;
        bed.settled().await;
        for (first, outcome) in outcomes {
            let rows = match &outside {
                Some(outside) => seen_from_outside(outside, first),
                None => seen(&bed.db, first).await,
            };
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
            ledger.push((first, rows));
        }
    }
    // Once more, all of it, on a connection that was opened after the last write.
    bed.settled().await;
    if let Some(outside) = bed.outside() {
        outside.assert_sound();
        for (first, rows) in ledger {
            assert_eq!(
                seen_from_outside(&outside, first),
                rows,
                "what was there is not there any more"
            );
        }
    }
    found
}

async fn interrupt(cut: Cut, future: Running) -> Option<Result<(), Error>> {
    match cut {
        Cut::Polls(polls) => poll_at_most(polls, future).await,
        Cut::Timeout(millis) => tokio::time::timeout(Duration::from_millis(millis), future)
            .await
            .ok(),
        Cut::Abort(turns) => {
            let task = tokio::spawn(future);
            wait(turns).await;
            task.abort();
            match task.await {
                Ok(output) => Some(output),
                Err(error) if error.is_cancelled() => None,
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
        Cut::Select(turns) => tokio::select! {
            output = future => Some(output),
            () = wait(turns) => None,
        },
    }
}

/// Lets the others go first so many times.
async fn wait(turns: u64) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

fn seen_from_outside(outside: &Outside, first: i64) -> Vec<(i64, i64)> {
    let last = first + 9;
    let rows = outside.rows(&format!("SELECT \"left\", \"right\" FROM ledger WHERE number BETWEEN {first} AND {last} ORDER BY number"));
    let pair = |row: Vec<String>| (row[0].parse().unwrap(), row[1].parse().unwrap());
    rows.into_iter().map(pair).collect()
}

async fn seen(db: &Db, first: i64) -> Vec<(i64, i64)> {
    let mut rows = Vec::new();
    for number in first..first + 5 {
        rows.extend(
            Ledger::find_by(db, Ledger::NUMBER, number)
                .await
                .unwrap()
                .map(|row| (row.left, row.right)),
        );
    }
    rows
}
