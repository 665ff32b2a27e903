//! All nodes are killed at once. That nothing is lost then is not promised: what is, is counted.
//! That nothing is half there, and that the handle goes on once the nodes are back, is demanded all
//! the same.

use std::time::{Duration, Instant};

use super::Round;
use super::check::LOST;
use super::cluster::NODES;
use super::findings::{Control, Findings};
use super::ledger::Ledger;
use super::load::{Load, NUMBERS, Told};
use super::random::Random;

const TASKS: usize = 8;

/// The longest time until the handle goes on after the nodes are back.
const RECOVERY: Duration = Duration::from_secs(15);

pub async fn run(round: &mut Round) -> Findings {
    let mut findings = Findings::planned(round.count(20, 1));
    let mut random = Random::new(12);
    let db = round.cluster.prepared(|builder| builder).await;
    let mut lost = 0;
    while findings.done == 0 || findings.done < findings.planned && !round.is_over() {
        let first = findings.done as i64 * NUMBERS;
        lost += once(round, &db, &mut random, first, Told::After, &mut findings).await;
        findings.done += 1;
    }
    findings.note(format!(
        "{lost} acknowledged rows were lost; none of it is promised"
    ));
    let first = 1_000_000 * NUMBERS;
    let mut control = Findings::default();
    let shown = once(round, &db, &mut random, first, Told::Before, &mut control).await;
    let shown = shown + control.violations.len() as u64;
    findings.control = Control::found(shown, "lies told too early");
    db.close().await.unwrap();
    findings
}

/// Returns the number of acknowledged writes that do not exist.
async fn once(
    round: &Round,
    db: &fivefold::Db,
    random: &mut Random,
    first: i64,
    told: Told,
    findings: &mut Findings,
) -> u64 {
    let load = Load::start(db, TASKS, first, Ledger::default(), told);
    tokio::time::sleep(Duration::from_millis(300 + random.below(400))).await;
    round.cluster.kill(&NODES);
    round.cluster.revive();
    round.cluster.whole();
    match load.succeeded_since(Instant::now(), RECOVERY).await {
        Some(recovery) => findings.recovered(recovery),
        None => findings.violation(format!("nothing succeeded within {RECOVERY:?}")),
    }
    let ended = load.stop().await;
    let mut verdict = round.cluster.check(0, &ended.lines, first).await;
    let before = verdict.violations.len();
    verdict.violations.retain(|words| !words.contains(LOST));
    let lost = (before - verdict.violations.len()) as u64;
    findings.take(verdict);
    findings
        .violations
        .extend(round.cluster.same_everywhere().await.err());
    lost
}
