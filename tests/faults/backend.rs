//! The server ends single connections under load. Each costs one answer at most, and the handle
//! goes on.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use super::check::check;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::Ledger;
use super::load::{Ended, Load, NUMBERS, Told};
use super::models::{Account, AccountCreate, AccountUpdate};
use super::random::Random;
use super::raw_connection::RawConnection;

/// The number of connections of the handle, and of tasks that write.
const CONNECTIONS: usize = 8;
const TASKS: usize = 10;

/// The longest pause before a connection is ended, in milliseconds.
const LONGEST: u64 = 30;

/// Longer than the rest after which a connection is examined before it writes.
const REST: Duration = Duration::from_millis(30);

const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(case: &mut FaultCase) -> Findings {
    let planned = case.count(500, 20);
    let mut findings = Findings::planned(planned);
    let (ended, recovery, killed) = stormed(case, planned, 0, Told::After).await;
    findings.done = killed;
    match recovery {
        Some(recovery) => findings.recovered(recovery),
        None => findings.violation(format!("nothing succeeded within {RECOVERY:?}")),
    }
    findings.demand(ended.failures() <= killed, || {
        let failures = ended.failures();
        format!("{failures} calls failed by {killed} connections that were ended")
    });
    findings.note(ended.said());
    let mut raw = case.database.raw_connection().await;
    findings.take(check(&mut raw, &ended.lines, 0..NUMBERS).await);
    let looked_up = ended.lines.values().filter(|line| line.looked_up.is_some());
    let looked_up = looked_up.count();
    findings.note(format!(
        "{looked_up} unknown outcomes were looked up by their key"
    ));
    let (failed, calls) = at_rest(case, &mut findings).await;
    findings.note(format!("connections ended at rest: {failed} of {calls} next calls failed, of eight kinds, and none after those"));
    findings.control = control(case).await;
    findings
}

/// Closes an idle connection on the server and calls when it has rested for a moment: no call may
/// fail, whether it reads, starts a transaction, or writes on its own.
async fn at_rest(case: &FaultCase, findings: &mut Findings) -> (u64, u64) {
    let mut raw = case.database.raw_connection().await;
    let db = case.database.open(|builder| builder.connections(1)).await;
    let calls = case.count(50, 5);
    let mut failed = 0;
    for call in 0..calls {
        Account::get(&db, 0).await.unwrap();
        for connection in raw.connections().await {
            raw.end(connection).await;
        }
        raw.has_connections(0, RECOVERY).await;
        tokio::time::sleep(REST).await;
        let next = call_of_kind(&db, call).await;
        failed += u64::from(next.is_err());
        findings.demand(next.is_ok(), || {
            format!("call {call} after the end of a connection at rest gave {next:?}")
        });
        let after = Account::get(&db, 0).await;
        findings.demand(after.is_ok(), || {
            format!("the second call after the end of a connection gave {after:?}")
        });
    }
    db.close().await.unwrap();
    (failed, calls)
}

/// One call of each kind in turn.
async fn call_of_kind(db: &Db, call: u64) -> Result<(), Error> {
    let number = -1 - i64::try_from(call).unwrap_or(0);
    let account = |number| AccountCreate::new(number, 0);
    match call % 8 {
        0 => Account::get(db, 0).await.map(drop),
        1 => db.begin().await.map(drop),
        2 => Account::create(db, account(number)).await.map(drop),
        3 => {
            let rows = [account(number), account(number - 1_000_000)];
            Account::create_many(db, rows).await.map(drop)
        }
        4 => {
            let patch = AccountUpdate { cents: Set(0) };
            Account::update_by_id(db, -1 - i64::try_from(call - 2).unwrap_or(0), patch)
                .await
                .map(drop)
        }
        5 => {
            let rows = Account::query().filter(Account::NUMBER.lt(0));
            rows.update(db, Account::CENTS.add(0)).await.map(drop)
        }
        6 => {
            let text = "DELETE FROM account WHERE number < ?";
            db.sql(text).bind(-1_000_000_i64).execute().await.map(drop)
        }
        _ => {
            let rows = Account::query().filter(Account::NUMBER.lt(0));
            rows.delete(db).await.map(drop)
        }
    }
}

/// Ends connections at random while others write. Returns what the writers were told, the longest
/// time until one succeeded again, and how many connections were ended.
async fn stormed(
    case: &FaultCase,
    times: u64,
    first: i64,
    told: Told,
) -> (Ended, Option<Duration>, u64) {
    let mut random = Random::new(3);
    let mut raw = case.database.raw_connection().await;
    let db = match first {
        0 => {
            case.database
                .prepared(|builder| builder.connections(CONNECTIONS))
                .await
        }
        _ => {
            case.database
                .open(|builder| builder.connections(CONNECTIONS))
                .await
        }
    };
    let load = Load::start(&db, TASKS, first, Ledger::default(), told);
    let mut worst = Some(Duration::ZERO);
    let mut killed = 0;
    while killed == 0 || killed < times && !case.is_over() {
        tokio::time::sleep(Duration::from_millis(random.below(LONGEST))).await;
        if !kill_one(&mut raw, &mut random).await {
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

async fn kill_one(raw: &mut RawConnection, random: &mut Random) -> bool {
    let connections = raw.connections().await;
    if connections.is_empty() {
        return false;
    }
    let at = random.below(connections.len() as u64) as usize;
    raw.end(connections[at]).await;
    true
}

/// The planted fault: the ledger is told before the SDK has answered.
async fn control(case: &FaultCase) -> Control {
    let (ended, _, killed) = stormed(case, 20, NUMBERS, Told::Before).await;
    let mut raw = case.database.raw_connection().await;
    let verdict = check(&mut raw, &ended.lines, NUMBERS..2 * NUMBERS).await;
    let lies = verdict.violations.len() as u64;
    Control::found(
        lies,
        format!("lies told too early, {killed} connections ended"),
    )
}
