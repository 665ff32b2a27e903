//! The server ends single connections under load. Each costs one answer at most, and the handle goes on.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use super::cell::Cell;
use super::check::check;
use super::ledger::Ledger;
use super::load::{Ended, Load, NUMBERS, Told};
use super::models::Account;
use super::outside::Outside;
use super::random::Random;
use super::tally::{Control, Tally};

/// How many connections the handle has, and how many tasks write.
const CONNECTIONS: usize = 8;
const TASKS: usize = 10;

/// The longest pause before a connection is ended, in milliseconds.
const LONGEST: u64 = 30;

const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(cell: &mut Cell) -> Tally {
    let planned = cell.count(500, 20);
    let mut tally = Tally::planned(planned);
    let (ended, recovery, killed) = stormed(cell, planned, 0, Told::After).await;
    tally.done = killed;
    match recovery {
        Some(recovery) => tally.recovered(recovery),
        None => tally.violation(format!("nothing succeeded within {RECOVERY:?}")),
    }
    tally.demand(ended.failures() <= killed, || {
        let failures = ended.failures();
        format!("{failures} calls failed by {killed} connections that were ended")
    });
    tally.note(ended.said());
    let mut outside = cell.place.outside().await;
    tally.take(check(&mut outside, &ended.lines, 0..NUMBERS).await);
    let looked_up = ended.lines.values().filter(|line| line.looked_up.is_some());
    let looked_up = looked_up.count();
    tally.note(format!(
        "{looked_up} unknown outcomes were looked up by their key"
    ));
    let (failed, calls) = at_rest(cell, &mut tally).await;
    tally.note(format!("connections ended at rest, less than a second after their last use: {failed} of {calls} next calls failed, and none after those"));
    tally.control = control(cell).await;
    tally
}

/// Ends a connection that nobody uses, and calls at once: that call may fail, the one after it must not.
async fn at_rest(cell: &Cell, tally: &mut Tally) -> (u64, u64) {
    let mut outside = cell.place.outside().await;
    let db = cell.place.open(|builder| builder.connections(1)).await;
    let calls = cell.count(50, 5);
    let mut failed = 0;
    for call in 0..calls {
        Account::get(&db, 0).await.unwrap();
        for connection in outside.connections().await {
            outside.end(connection).await;
        }
        outside.has_connections(0, RECOVERY).await;
        // Both kinds of calls: those that read, and those that start a transaction.
        let next = match call % 2 {
            0 => Account::get(&db, 0).await.map(drop),
            _ => db.begin().await.map(drop),
        };
        failed += u64::from(next.is_err());
        let after = Account::get(&db, 0).await;
        tally.demand(after.is_ok(), || {
            format!("the second call after the end of a connection gave {after:?}")
        });
    }
    db.close().await.unwrap();
    (failed, calls)
}

/// Ends connections at random while others write. Returns what the writers were told, the longest time until one
/// succeeded again, and how many connections were ended.
async fn stormed(
    cell: &Cell,
    times: u64,
    first: i64,
    told: Told,
) -> (Ended, Option<Duration>, u64) {
    let mut random = Random::new(3);
    let mut outside = cell.place.outside().await;
    let db = match first {
        0 => {
            cell.place
                .prepared(|builder| builder.connections(CONNECTIONS))
                .await
        }
        _ => {
            cell.place
                .open(|builder| builder.connections(CONNECTIONS))
                .await
        }
    };
    let load = Load::start(&db, TASKS, first, Ledger::default(), told);
    let mut worst = Some(Duration::ZERO);
    let mut killed = 0;
    while killed == 0 || killed < times && !cell.is_over() {
        tokio::time::sleep(Duration::from_millis(random.below(LONGEST))).await;
        if !kill_one(&mut outside, &mut random).await {
            continue;
        }
        let moment = Instant::now();
        killed += 1;
        let recovered = load.succeeded_since(moment, RECOVERY).await;
        worst = worst.zip(recovered).map(|(worst, one)| worst.max(one));
        if worst.is_none() {
            break;
        }
    }
    let ended = load.stop().await;
    db.close().await.unwrap();
    (ended, worst, killed)
}

async fn kill_one(outside: &mut Outside, random: &mut Random) -> bool {
    let connections = outside.connections().await;
    if connections.is_empty() {
        return false;
    }
    let at = random.below(connections.len() as u64) as usize;
    outside.end(connections[at]).await;
    true
}

/// The planted fault: the ledger is told before the SDK has answered.
async fn control(cell: &Cell) -> Control {
    let (ended, _, killed) = stormed(cell, 20, NUMBERS, Told::Before).await;
    let mut outside = cell.place.outside().await;
    let verdict = check(&mut outside, &ended.lines, NUMBERS..2 * NUMBERS).await;
    let lies = verdict.violations.len() as u64;
    Control::found(
        lies,
        format!("lies told too early, {killed} connections ended"),
    )
}
