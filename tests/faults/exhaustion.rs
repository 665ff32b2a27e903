//! Every connection is held by an open transaction, and 500 callers wait: each gets its row or a
//! timeout in time, in turn.

use std::time::{Duration, Instant};

use fivefold::prelude::*;
use tokio::task::JoinSet;

use super::engine::Engine;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::kind_name;
use super::models::{Entry, EntryCreate};
use super::wait::until;

const CONNECTIONS: usize = 10;
const WAITERS: i64 = 500;

/// The time that a caller waits for a connection, and the tolerance of its error.
const LIMIT: Duration = Duration::from_millis(500);
const LATER: Duration = Duration::from_secs(1);

/// The limit of a handle whose callers are all served.
const ENOUGH: Duration = Duration::from_secs(10);

pub async fn run(case: &mut FaultCase) -> Findings {
    let mut findings = Findings::planned(case.count(20, 1));
    let strict = case
        .database
        .prepared(|builder| limited(builder, LIMIT))
        .await;
    let patient = case.database.open(|builder| limited(builder, ENOUGH)).await;
    while findings.done == 0 || findings.done < findings.planned && !case.is_over() {
        let first = findings.done as i64 * 10_000;
        held_throughout(case, &strict, first, &mut findings).await;
        later(&strict, first + 2_000, &mut findings).await;
        let_go(case, &patient, first + 1_000, &mut findings).await;
        later(&patient, first + 3_000, &mut findings).await;
        findings.done += 1;
    }
    findings.note("recovery is the time from the first connection that came back to the last of the 500 answers");
    let count = Entry::count(&strict).await.unwrap();
    let answered = findings.committed;
    findings.demand(count == answered, || {
        format!("{count} rows are there, and {answered} were answered")
    });
    findings.control = control(case).await;
    for db in [strict, patient] {
        db.close().await.unwrap();
    }
    findings
}

fn limited(builder: fivefold::db::Builder, acquire: Duration) -> fivefold::db::Builder {
    builder.connections(CONNECTIONS).acquire_timeout(acquire)
}

/// Takes every connection. SQLite has one that writes.
async fn occupied(case: &FaultCase, db: &Db) -> Vec<Tx> {
    let most = if case.engine == Engine::Sqlite {
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

fn spawn_waiters(db: &Db, first: i64) -> JoinSet<Waited> {
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

/// No connection is returned: each caller gets a timeout, in time.
async fn held_throughout(case: &FaultCase, db: &Db, first: i64, findings: &mut Findings) {
    let open = occupied(case, db).await;
    let waiting = spawn_waiters(db, first);
    tokio::time::sleep(LIMIT / 2).await;
    let seen = db.metrics();
    if case.engine != Engine::Sqlite {
        findings.demand(seen.waiting == WAITERS as usize, || {
            format!("{} callers wait, says the handle", seen.waiting)
        });
    }
    findings.demand(seen.in_use >= open.len(), || {
        format!("{} connections are in use, says the handle", seen.in_use)
    });
    let waited = waiting.join_all().await;
    judge(&waited, LIMIT, findings);
    findings.demand(waited.iter().all(|(made, _)| made.is_err()), || {
        "a caller got a connection that was held".to_owned()
    });
    drop(open);
}

/// The connections are returned: every caller gets one.
async fn let_go(case: &FaultCase, db: &Db, first: i64, findings: &mut Findings) {
    let open = occupied(case, db).await;
    let waiting = spawn_waiters(db, first);
    tokio::time::sleep(LIMIT / 4).await;
    for tx in open {
        tx.rollback().await.unwrap();
    }
    let freed = Instant::now();
    let waited = waiting.join_all().await;
    findings.recovered(freed.elapsed());
    judge(&waited, ENOUGH, findings);
    let starved = waited.iter().filter(|(made, _)| made.is_err()).count();
    findings.demand(starved == 0, || format!("{starved} callers starved"));
}

fn judge(waited: &[Waited], limit: Duration, findings: &mut Findings) {
    for (made, took) in waited {
        findings.demand(*took <= limit + LATER, || {
            format!("a caller waited for {took:?}")
        });
        match made {
            Ok(_) => findings.committed += 1,
            Err(error) => {
                findings.absent += 1;
                findings.demand(error.kind() == ErrorKind::Timeout, || {
                    format!("a caller got {}: {error}", kind_name(error.kind()))
                });
            }
        }
    }
}

/// All that comes later succeeds.
async fn later(db: &Db, first: i64, findings: &mut Findings) {
    for number in first..first + 50 {
        match Entry::create(db, EntryCreate::new(number, number)).await {
            Ok(_) => findings.committed += 1,
            Err(error) => findings.violation(format!("a later call failed: {error}")),
        }
    }
    let is_idle = || async { db.metrics().waiting == 0 && db.metrics().in_use == 0 };
    let is_idle = until(LATER, is_idle).await.is_some();
    findings.demand(is_idle, || {
        format!("{:?} after all calls have ended", db.metrics())
    });
}

/// The planted fault: a handle that lets its callers wait for longer, judged by the limit of the
/// other one.
async fn control(case: &FaultCase) -> Control {
    let longer = LIMIT + LATER + Duration::from_millis(200);
    let db = case.database.open(|builder| limited(builder, longer)).await;
    let open = occupied(case, &db).await;
    let waited = spawn_waiters(&db, 10_000_000).join_all().await;
    drop(open);
    let mut findings = Findings::default();
    judge(&waited, LIMIT, &mut findings);
    let words = "callers over the limit, of a handle that lets them wait for longer";
    Control::found(findings.violations.len() as u64, words)
}
