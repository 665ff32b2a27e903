//! Savepoints whose inside is dropped, fails or panics, one to four deep: an outer commit that was
//! answered has all of the outer rows and none of the inner ones.

use std::future::Future;
use std::pin::Pin;

use fivefold::prelude::*;
use tokio::task::JoinSet;

use super::fault_case::FaultCase;
use super::findings::{Control, Findings, Planned};
use super::models::{Entry, EntryCreate};
use super::plain;
use super::poll::{catch_panic, poll_at_most};
use super::raw_connection::RawConnection;

const DEEPEST: i64 = 4;
const AT_ONCE: i64 = 8;

/// Each unit has ten numbers: the outer rows are 0 and 1, the inner ones from 2 on.
const NUMBERS: i64 = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Dropped,
    Failed,
    Panicked,
}

const WAYS: [Way; 3] = [Way::Dropped, Way::Failed, Way::Panicked];

pub async fn run(case: &mut FaultCase) -> Findings {
    let rounds = case.count(1_000, 16) as i64;
    let kinds = DEEPEST * WAYS.len() as i64;
    let mut findings = Findings::planned((rounds * kinds) as u64);
    let db = case
        .database
        .prepared(|builder| builder.connections(AT_ONCE as usize))
        .await;
    let mut raw = case.database.raw_connection().await;
    let mut first = 0;
    'rounds: for round in 0..rounds / AT_ONCE {
        for kind in 0..kinds {
            if round > 0 && case.is_over() {
                break 'rounds;
            }
            let (way, depth) = (WAYS[(kind % 3) as usize], 1 + kind / 3);
            let mut units = JoinSet::new();
            for at in 0..AT_ONCE {
                let polls = ((round * AT_ONCE + at) % 40) as usize;
                let number = first + at * NUMBERS;
                units.spawn(unit(db.clone(), way, depth, number, polls));
            }
            for ended in units.join_all().await {
                judge(&mut raw, ended, way, depth, &mut findings).await;
            }
            first += AT_ONCE * NUMBERS;
        }
    }
    findings.violations.extend(raw.nothing_open().await.err());
    db.close().await.unwrap();
    let rounds = 200;
    let lost = plain::lost_outer_rows(&case.database, 1 << 40, rounds).await;
    let words = format!("of {rounds} outer commits of plain sqlx answered and their row not there");
    findings.control = Control::found(lost, words);
    findings
}

/// The outcome that a unit of work received.
struct Ended {
    number: i64,
    /// True when the savepoint came to its end and was kept.
    inner: bool,
    committed: Result<(), Error>,
}

async fn unit(db: Db, way: Way, depth: i64, number: i64, polls: usize) -> Ended {
    let mut inner = false;
    let committed = async {
        let tx = db.begin().await?;
        Entry::create(&tx, EntryCreate::new(number, 0)).await?;
        let inside = nested(&tx, way, depth, number + 2);
        match way {
            Way::Dropped => inner = matches!(poll_at_most(polls, inside).await, Some(Ok(()))),
            Way::Failed => inner = inside.await.is_ok(),
            Way::Panicked => inner = catch_panic(inside).await.is_some_and(|done| done.is_ok()),
        }
        // Where a statement was dropped on its way, the transaction is over, and says so here and
        // at its commit.
        let _ = Entry::create(&tx, EntryCreate::new(number + 1, 0)).await;
        tx.commit().await
    }
    .await;
    Ended {
        number,
        inner,
        committed,
    }
}

type Nested<'t> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 't>>;

/// A savepoint in a savepoint; each writes a row.
fn nested(tx: &Tx, way: Way, depth: i64, number: i64) -> Nested<'_> {
    Box::pin(async move {
        if depth == 0 {
            return match way {
                Way::Dropped => Ok(()),
                // The row of the level above exists already: an error of the database.
                Way::Failed => Entry::create(tx, EntryCreate::new(number - 1, 0))
                    .await
                    .map(drop),
                Way::Panicked => std::panic::panic_any(Planned),
            };
        }
        tx.savepoint(async |tx| {
            Entry::create(tx, EntryCreate::new(number, 0)).await?;
            nested(tx, way, depth - 1, number + 1).await
        })
        .await
    })
}

async fn judge(
    raw: &mut RawConnection,
    ended: Ended,
    way: Way,
    depth: i64,
    findings: &mut Findings,
) {
    let first = ended.number;
    let end = first + NUMBERS;
    let sql = format!(
        "SELECT number FROM entry WHERE number >= {first} AND number < {end} ORDER BY number"
    );
    let rows = raw.numbers(&sql).await;
    let found: Vec<i64> = rows.into_iter().map(|row| row[0] - first).collect();
    let says = |what: &str| format!("{way:?}, {depth} deep: {what}: {found:?}");
    findings.done += 1;
    let expected: Vec<i64> = match &ended.committed {
        Ok(()) => {
            findings.committed += 1;
            let inner = if ended.inner { depth } else { 0 };
            (0..2 + inner).collect()
        }
        Err(error) => {
            findings.absent += 1;
            let kind = error.kind();
            let is_expected = match way {
                Way::Dropped => matches!(kind, ErrorKind::Aborted | ErrorKind::Busy),
                Way::Failed | Way::Panicked => kind == ErrorKind::Busy,
            };
            findings.demand(is_expected, || says(&format!("failed with {error}")));
            Vec::new()
        }
    };
    findings.demand(found == expected, || {
        says(&format!("{:?}, not {expected:?}", ended.committed))
    });
}
