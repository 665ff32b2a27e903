//! The server stops at once under load, and is started again. The handle finds back by itself.

use std::time::{Duration, Instant};

use fivefold_tests::servers::Stop;

use super::check::check;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::Ledger;
use super::load::{Load, NUMBERS, Told};
use super::random::Random;

const TASKS: usize = 8;

/// The longest time until recovery after the server listens again.
const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(case: &mut FaultCase) -> Findings {
    let mut findings = Findings::planned(case.count(30, 1));
    let mut random = Random::new(4);
    let db = case.database.prepared(|builder| builder).await;
    while findings.done == 0 || findings.done < findings.planned && !case.is_over() {
        let first = findings.done as i64 * NUMBERS;
        // One handle for all of it: nothing is opened by hand.
        let load = Load::start(&db, TASKS, first, Ledger::default(), Told::After);
        let listens = stopped_and_started(case, &mut random).await;
        match load.succeeded_since(listens, RECOVERY).await {
            Some(recovery) => findings.recovered(recovery),
            None => findings.violation(format!("nothing succeeded within {RECOVERY:?}")),
        }
        let ended = load.stop().await;
        if findings.done == 0 {
            findings.note(ended.said());
        }
        let mut raw = case.database.raw_connection().await;
        findings.take(check(&mut raw, &ended.lines, first..first + NUMBERS).await);
        findings.done += 1;
    }
    findings.control = control(case, &db, &mut random).await;
    db.close().await.unwrap();
    findings
}

/// Returns the moment when the server listened again.
async fn stopped_and_started(case: &FaultCase, random: &mut Random) -> Instant {
    tokio::time::sleep(Duration::from_millis(50 + random.below(200))).await;
    case.database.server().stop(Stop::Immediate);
    tokio::time::sleep(Duration::from_millis(random.below(100))).await;
    case.database.server().restart();
    Instant::now()
}

/// The planted fault: the ledger is told before the SDK has answered.
async fn control(case: &FaultCase, db: &fivefold::Db, random: &mut Random) -> Control {
    let first = 1_000_000 * NUMBERS;
    let load = Load::start(db, TASKS, first, Ledger::default(), Told::Before);
    let listens = stopped_and_started(case, random).await;
    load.succeeded_since(listens, RECOVERY).await;
    let ended = load.stop().await;
    let mut raw = case.database.raw_connection().await;
    let verdict = check(&mut raw, &ended.lines, first..first + NUMBERS).await;
    Control::found(verdict.violations.len() as u64, "lies told too early")
}
