//! A slow network: no answer is made up, and the limits hold.

use std::time::Duration;

use super::check::check;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::Ledger;
use super::load::{Load, NUMBERS, Told};
use super::proxy::{Pace, Proxy};

const TASKS: usize = 4;
const LIMIT: Duration = Duration::from_secs(2);

/// The longest duration of a call: it waits for a connection, which may have to be opened, and runs
/// a few statements.
const MOST: Duration = Duration::from_secs(20);

/// A distant server, and one behind a line that takes a byte at a time.
const PACES: [Pace; 2] = [
    Pace {
        pause: Duration::from_millis(200),
        bytes: 64 << 10,
    },
    Pace {
        pause: Duration::from_millis(1),
        bytes: 1,
    },
];

pub async fn run(case: &mut FaultCase) -> Findings {
    let planned = case.count(60, 1);
    let mut findings = Findings::planned(planned);
    case.database
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    for (at, pace) in (0..planned as i64).zip(PACES.iter().cycle()) {
        if findings.done >= 2 && case.is_over() {
            break;
        }
        let first = at * NUMBERS;
        let ended = loaded(case, *pace, first, Told::After).await;
        let mut raw = case.database.raw_connection().await;
        let longest = ended.longest;
        findings.demand(longest < MOST, || format!("a call took {longest:?}"));
        findings.take(check(&mut raw, &ended.lines, first..first + NUMBERS).await);
        if at < PACES.len() as i64 {
            findings.note(format!("{pace:?}: {}", ended.said()));
        }
        findings.done += 1;
    }
    findings.control = control(case, planned as i64 * NUMBERS).await;
    findings
}

async fn loaded(case: &FaultCase, pace: Pace, first: i64, told: Told) -> super::load::Ended {
    let proxy = Proxy::start(&case.database).await;
    let tuned = |builder: fivefold::db::Builder| {
        builder
            .connections(TASKS)
            .statement_timeout(LIMIT)
            .connect_timeout(LIMIT * 2)
            .acquire_timeout(LIMIT * 2)
    };
    let db = proxy.open(&case.database, tuned).await;
    let load = Load::start(&db, TASKS, first, Ledger::default(), told);
    proxy.slow(Some(pace));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let ended = load.stop().await;
    proxy.slow(None);
    db.close().await.unwrap();
    ended
}

/// The planted fault: the ledger is told before the SDK has answered, and the limit is shorter than
/// any answer.
async fn control(case: &FaultCase, first: i64) -> Control {
    let pace = Pace {
        pause: LIMIT + LIMIT / 4,
        bytes: 64 << 10,
    };
    let ended = loaded(case, pace, first, Told::Before).await;
    let mut raw = case.database.raw_connection().await;
    let verdict = check(&mut raw, &ended.lines, first..first + NUMBERS).await;
    Control::found(verdict.violations.len() as u64, "lies told too early")
}
