//! The network cuts connections, at each point of an exchange. What is reported never contradicts what is there.

use std::time::{Duration, Instant};

use super::cell::Cell;
use super::check::check;
use super::ledger::{Ledger, Outcome};
use super::load::{Ended, Load, NUMBERS, Told};
use super::proxy::{POINTS, Point, Proxy};
use super::tally::{Control, Tally};
use super::wait::until;

const CONNECTIONS: usize = 4;
const TASKS: usize = 5;
const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(cell: &mut Cell) -> Tally {
    let each = cell.count(200, 10);
    let mut tally = Tally::planned(each * POINTS.len() as u64);
    cell.place
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    for (at, point) in (0..).zip(POINTS) {
        let first = at * NUMBERS;
        let (ended, cuts) = cut(cell, point, each, first, Told::After, &mut tally).await;
        tally.done += cuts;
        let mut outside = cell.place.outside().await;
        let verdict = check(&mut outside, &ended.lines, first..first + NUMBERS).await;
        let looked_up = ended.lines.values().filter_map(|line| line.looked_up);
        let (there, gone): (Vec<bool>, Vec<bool>) = looked_up.partition(|found| *found);
        tally.note(format!(
            "{point:?}: {cuts} cuts, {} committed, {} absent, {} unknown, of which {} were there and {} not",
            verdict.committed, verdict.absent, verdict.unknown, there.len(), gone.len()
        ));
        tally.take(verdict);
        if point == Point::CommitUnanswered {
            tally.control = blind(&ended, there.len());
        }
    }
    tally
}

/// The planted fault: to take an unknown outcome for a failure, as who looks at nothing but `is_err` does.
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
    cell: &Cell,
    point: Point,
    times: u64,
    first: i64,
    told: Told,
    tally: &mut Tally,
) -> (Ended, u64) {
    let proxy = Proxy::start(&cell.place).await;
    let db = proxy
        .open(&cell.place, |builder| builder.connections(CONNECTIONS))
        .await;
    let load = Load::start(&db, TASKS, first, Ledger::default(), told);
    while proxy.cuts() == 0 || proxy.cuts() < times && !cell.is_over() {
        let before = proxy.cuts();
        proxy.plan(point);
        let fired = until(RECOVERY, || async { proxy.cuts() > before }).await;
        tally.demand(fired.is_some(), || {
            format!("{point:?} did not come within {RECOVERY:?}")
        });
        let moment = Instant::now();
        match load.succeeded_since(moment, RECOVERY).await {
            Some(after) => tally.recovered(after),
            None => tally.violation(format!("{point:?}: nothing succeeded within {RECOVERY:?}")),
        }
        if !tally.violations.is_empty() {
            break;
        }
    }
    let cuts = proxy.cuts();
    let ended = load.stop().await;
    db.close().await.unwrap();
    (ended, cuts)
}
