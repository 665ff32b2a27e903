//! Every connection is held by an open transaction, and 500 callers wait: each gets its row or a timeout in time, in turn.

use std::time::{Duration, Instant};

use fivefold::prelude::*;
use tokio::task::JoinSet;

use super::cell::Cell;
use super::engine::Engine;
use super::ledger::kind_name;
use super::models::{Entry, EntryCreate};
use super::tally::{Control, Tally};
use super::wait::until;

const CONNECTIONS: usize = 10;
const WAITERS: i64 = 500;

/// How long a caller waits for a connection, and how much later its answer may come.
const LIMIT: Duration = Duration::from_millis(500);
const LATER: Duration = Duration::from_secs(1);

/// The limit of a handle whose callers are all served.
const ENOUGH: Duration = Duration::from_secs(10);

pub async fn run(cell: &mut Cell) -> Tally {
    let mut tally = Tally::planned(cell.count(20, 1));
    let strict = cell.place.prepared(|builder| limited(builder, LIMIT)).await;
    let patient = cell.place.open(|builder| limited(builder, ENOUGH)).await;
    while tally.done == 0 || tally.done < tally.planned && !cell.is_over() {
        let first = tally.done as i64 * 10_000;
        held_throughout(cell, &strict, first, &mut tally).await;
        later(&strict, first + 2_000, &mut tally).await;
        let_go(cell, &patient, first + 1_000, &mut tally).await;
        later(&patient, first + 3_000, &mut tally).await;
        tally.done += 1;
    }
    tally.note("recovery is the time from the first connection that came back to the last of the 500 answers");
    let count = Entry::count(&strict).await.unwrap();
    let answered = tally.committed;
    tally.demand(count == answered, || {
        format!("{count} rows are there, and {answered} were answered")
    });
    tally.control = control(cell).await;
    for db in [strict, patient] {
        db.close().await.unwrap();
    }
    tally
}

fn limited(builder: fivefold::db::Builder, acquire: Duration) -> fivefold::db::Builder {
    builder.connections(CONNECTIONS).acquire_timeout(acquire)
}

/// Takes every connection. SQLite has one that writes.
async fn occupied(cell: &Cell, db: &Db) -> Vec<Tx> {
    let most = if cell.engine == Engine::Sqlite {
        1
    } else {
        CONNECTIONS
    };
    let mut open = Vec::new();
    for _ in 0..most {
        open.push(db.begin().await.unwrap());
    }
    open
}

type Waited = (Result<Entry, Error>, Duration);

fn waiting(db: &Db, first: i64) -> JoinSet<Waited> {
    let mut waiting = JoinSet::new();
    for number in first..first + WAITERS {
        let db = db.clone();
        waiting.spawn(async move {
            let start = Instant::now();
            let made = Entry::create(&db, EntryCreate::new(number, number)).await;
            (made, start.elapsed())
        });
    }
    waiting
}

/// Nobody gives a connection back: each caller gets a timeout, in time.
async fn held_throughout(cell: &Cell, db: &Db, first: i64, tally: &mut Tally) {
    let open = occupied(cell, db).await;
    let waiting = waiting(db, first);
    tokio::time::sleep(LIMIT / 2).await;
    let seen = db.metrics();
    if cell.engine != Engine::Sqlite {
        tally.demand(seen.waiting == WAITERS as usize, || {
            format!("{} callers wait, says the handle", seen.waiting)
        });
    }
    tally.demand(seen.in_use >= open.len(), || {
        format!("{} connections are in use, says the handle", seen.in_use)
    });
    let waited = waiting.join_all().await;
    judge(&waited, LIMIT, tally);
    tally.demand(waited.iter().all(|(made, _)| made.is_err()), || {
        "a caller got a connection that was held".to_owned()
    });
    drop(open);
}

/// The connections come back: nobody has waited in vain.
async fn let_go(cell: &Cell, db: &Db, first: i64, tally: &mut Tally) {
    let open = occupied(cell, db).await;
    let waiting = waiting(db, first);
    tokio::time::sleep(LIMIT / 4).await;
    for tx in open {
        tx.rollback().await.unwrap();
    }
    let freed = Instant::now();
    let waited = waiting.join_all().await;
    tally.recovered(freed.elapsed());
    judge(&waited, ENOUGH, tally);
    let starved = waited.iter().filter(|(made, _)| made.is_err()).count();
    tally.demand(starved == 0, || format!("{starved} callers starved"));
}

fn judge(waited: &[Waited], limit: Duration, tally: &mut Tally) {
    for (made, took) in waited {
        tally.demand(*took <= limit + LATER, || {
            format!("a caller waited for {took:?}")
        });
        match made {
            Ok(_) => tally.committed += 1,
            Err(error) => {
                tally.absent += 1;
                tally.demand(error.kind() == ErrorKind::Timeout, || {
                    format!("a caller got {}: {error}", kind_name(error.kind()))
                });
            }
        }
    }
}

/// All that comes later succeeds.
async fn later(db: &Db, first: i64, tally: &mut Tally) {
    for number in first..first + 50 {
        match Entry::create(db, EntryCreate::new(number, number)).await {
            Ok(_) => tally.committed += 1,
            Err(error) => tally.violation(format!("a later call failed: {error}")),
        }
    }
    let is_idle = || async { db.metrics().waiting == 0 && db.metrics().in_use == 0 };
    let is_idle = until(LATER, is_idle).await.is_some();
    tally.demand(is_idle, || {
        format!("{:?} after all calls have ended", db.metrics())
    });
}

/// The planted fault: a handle that lets its callers wait for longer, judged by the limit of the other one.
async fn control(cell: &Cell) -> Control {
    let longer = LIMIT + LATER + Duration::from_millis(200);
    let db = cell.place.open(|builder| limited(builder, longer)).await;
    let open = occupied(cell, &db).await;
    let waited = waiting(&db, 10_000_000).join_all().await;
    drop(open);
    let mut tally = Tally::default();
    judge(&waited, LIMIT, &mut tally);
    let words = "callers over the limit, of a handle that lets them wait for longer";
    Control::found(tally.violations.len() as u64, words)
}
