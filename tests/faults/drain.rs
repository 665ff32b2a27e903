//! The client is told to end under load: it closes its handle and exits. Nothing is left half done.

use std::time::Duration;

use super::check::{Verdict, check};
use super::child::Client;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::Ledger;
use super::load::{NUMBERS, Told};
use super::random::Random;
use super::test_database::TestDatabase;

/// The longest that a client writes, in milliseconds.
const LONGEST: u64 = 200;

/// The longest time until the process ends.
const LIMIT: Duration = Duration::from_secs(10);

pub async fn run(case: &mut FaultCase) -> Findings {
    let mut findings = Findings::planned(case.count(200, 3));
    let mut random = Random::new(2);
    case.database
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    while findings.done == 0 || findings.done < findings.planned && !case.is_over() {
        let first = findings.done as i64 * NUMBERS;
        let wait = Duration::from_millis(1 + random.below(LONGEST));
        let (verdict, took) = once(&case.database, wait, first).await;
        findings.take(verdict);
        findings.recovered(took);
        findings.done += 1;
    }
    findings.note("recovery is the time from SIGTERM to the end of the process");
    findings.control = control(&case.database, &mut random).await;
    findings
}

async fn once(database: &TestDatabase, wait: Duration, first: i64) -> (Verdict, Duration) {
    let file = database.file(&format!("ledger-{first}"));
    let client = Client::start(&database.url(), &file, first, Told::After);
    tokio::time::sleep(wait).await;
    let ended = client.end(LIMIT).await;
    let mut raw = database.raw_connection().await;
    let open = raw.nothing_open().await;
    let mut verdict = check(&mut raw, &Ledger::read(&file), first..first + NUMBERS).await;
    verdict.violations.extend(open.err());
    match ended {
        Some((_, true)) => {}
        Some((_, false)) => verdict
            .violations
            .push("the handle did not close".to_owned()),
        None => verdict
            .violations
            .push(format!("it did not end within {LIMIT:?}")),
    }
    (verdict, ended.map_or(LIMIT, |(took, _)| took))
}

/// The planted fault: a client that does not close, but is killed, and has told its ledger too
/// early.
async fn control(database: &TestDatabase, random: &mut Random) -> Control {
    let mut shown = 0;
    let mut runs = 0;
    while shown == 0 && runs < 10 {
        let first = (1_000_000 + runs) * NUMBERS;
        let file = database.file(&format!("ledger-{first}"));
        let client = Client::start(&database.url(), &file, first, Told::Before);
        tokio::time::sleep(Duration::from_millis(1 + random.below(LONGEST))).await;
        client.kill();
        let mut raw = database.raw_connection().await;
        let _ = raw.nothing_open().await;
        let verdict = check(&mut raw, &Ledger::read(&file), first..first + NUMBERS).await;
        shown += verdict.violations.len() as u64;
        runs += 1;
    }
    Control::found(
        shown,
        format!("lies of a client that exits without closing, in {runs} runs"),
    )
}
