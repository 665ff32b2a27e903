//! The client is killed in the middle of its writes. What it was told before is true, and the
//! server holds nothing of it.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use super::check::{Verdict, check};
use super::child::Client;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::{Ledger, Line, Outcome, Work};
use super::load::{NUMBERS, Told};
use super::models::{Entry, EntryCreate};
use super::random::Random;
use super::test_database::TestDatabase;

/// The longest that a client writes, in milliseconds.
const LONGEST: u64 = 300;

/// The longest time until everything works again.
const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(case: &mut FaultCase) -> Findings {
    let mut findings = Findings::planned(case.count(200, 3));
    let mut random = Random::new(1);
    case.database
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    while findings.done == 0 || findings.done < findings.planned && !case.is_over() {
        let first = findings.done as i64 * NUMBERS;
        let (verdict, recovery) = once(&case.database, &mut random, first, Told::After).await;
        findings.demand(recovery <= RECOVERY, || {
            format!("it took {recovery:?} until a new client could write")
        });
        findings.recovered(recovery);
        findings.take(verdict);
        findings.done += 1;
    }
    findings.control = control(&case.database, &mut random).await;
    findings
}

async fn once(
    database: &TestDatabase,
    random: &mut Random,
    first: i64,
    told: Told,
) -> (Verdict, Duration) {
    let file = database.file(&format!("ledger-{first}"));
    let client = Client::start(&database.url(), &file, first, told);
    tokio::time::sleep(Duration::from_millis(1 + random.below(LONGEST))).await;
    client.kill();
    let killed = Instant::now();
    let mut raw = database.raw_connection().await;
    let open = raw.nothing_open().await;
    // Another client comes, and can write at once.
    let db = database.open(|builder| builder).await;
    let number = first + NUMBERS - 1;
    let written = Entry::create(&db, EntryCreate::new(number, 1)).await;
    let recovery = killed.elapsed();
    db.close().await.unwrap();
    let mut lines = Ledger::read(&file);
    lines.insert(number, after(&written));
    let mut verdict = check(&mut raw, &lines, first..first + NUMBERS).await;
    verdict.violations.extend(open.err());
    verdict.violations.extend(
        written
            .err()
            .map(|error| format!("a new client cannot write: {error}")),
    );
    (verdict, recovery)
}

fn after(written: &Result<Entry, Error>) -> Line {
    Line {
        work: Work::Entry,
        value: 1,
        outcome: Some(Outcome::of(written)),
        looked_up: None,
    }
}

/// The planted fault: the ledger is told before the SDK has answered. A client that is killed has
/// lied then.
async fn control(database: &TestDatabase, random: &mut Random) -> Control {
    let mut shown = 0;
    let mut runs = 0;
    while shown == 0 && runs < 10 {
        let first = (1_000_000 + runs) * NUMBERS;
        let (verdict, _) = once(database, random, first, Told::Before).await;
        shown += verdict.violations.len() as u64;
        runs += 1;
    }
    Control::found(
        shown,
        format!("lies of a client that says so too early, in {runs} runs"),
    )
}
