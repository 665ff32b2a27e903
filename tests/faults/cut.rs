//! The network cuts connections, at each point of an exchange. A reported outcome never contradicts
//! the stored rows.

use std::time::{Duration, Instant};

use super::check::check;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::{Ledger, Outcome};
use super::load::{Ended, Load, NUMBERS, Told};
use super::proxy::{POINTS, Point, Proxy};
use super::wait::until;

const CONNECTIONS: usize = 4;
const TASKS: usize = 5;
const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(case: &mut FaultCase) -> Findings {
    let each = case.count(200, 10);
    let mut findings = Findings::planned(each * POINTS.len() as u64);
    case.database
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    for (at, point) in (0..).zip(POINTS) {
        let first = at * NUMBERS;
        let (ended, cuts) = cut(case, point, each, first, Told::After, &mut findings).await;
        findings.done += cuts;
        let mut raw = case.database.raw_connection().await;
        let verdict = check(&mut raw, &ended.lines, first..first + NUMBERS).await;
        let looked_up = ended.lines.values().filter_map(|line| line.looked_up);
        let (there, gone): (Vec<bool>, Vec<bool>) = looked_up.partition(|found| *found);
        findings.note(format!(
            "{point:?}: {cuts} cuts, {} committed, {} absent, {} unknown, of which {} were there and {} not",
            verdict.committed, verdict.absent, verdict.unknown, there.len(), gone.len()
        ));
        findings.take(verdict);
        if point == Point::CommitUnanswered {
            findings.control = blind(&ended, there.len());
        }
    }
    findings
}

/// The planted fault: to take an unknown outcome for a failure, as who looks at nothing but
/// `is_err` does.
fn blind(ended: &Ended, there: usize) -> Control {
    let unknown = ended
        .lines
        .values()
        .filter(|line| line.outcome == Some(Outcome::Unknown));
    Control::found(
        there as u64,
        format!(
            "of {} unknown outcomes were committed: as failures they were lies",
            unknown.count()
        ),
    )
}

async fn cut(
    case: &FaultCase,
    point: Point,
    times: u64,
    first: i64,
    told: Told,
    findings: &mut Findings,
) -> (Ended, u64) {
    let proxy = Proxy::start(&case.database).await;
    let db = proxy
        .open(&case.database, |builder| builder.connections(CONNECTIONS))
        .await;
    let load = Load::start(&db, TASKS, first, Ledger::default(), told);
    while proxy.cuts() == 0 || proxy.cuts() < times && !case.is_over() {
        let before = proxy.cuts();
        proxy.plan(point);
        let fired = until(RECOVERY, || async { proxy.cuts() > before }).await;
        findings.demand(fired.is_some(), || {
            format!("{point:?} did not come within {RECOVERY:?}")
        });
        let moment = Instant::now();
        match load.succeeded_since(moment, RECOVERY).await {
            Some(after) => findings.recovered(after),
            None => findings.violation(format!("{point:?}: nothing succeeded within {RECOVERY:?}")),
        }
        if !findings.violations.is_empty() {
            break;
        }
    }
    let cuts = proxy.cuts();
    let ended = load.stop().await;
    db.close().await.unwrap();
    (ended, cuts)
}
