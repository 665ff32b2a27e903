//! The client is told to end under load: it closes its handle and exits. Nothing is left half done.

use std::time::Duration;

use super::cell::Cell;
use super::check::{Verdict, check};
use super::child::Client;
use super::ledger::Ledger;
use super::load::{NUMBERS, Told};
use super::place::Place;
use super::random::Random;
use super::tally::{Control, Tally};

/// The longest that a client writes, in milliseconds.
const LONGEST: u64 = 200;

/// How long it may take to end.
const LIMIT: Duration = Duration::from_secs(10);

pub async fn run(cell: &mut Cell) -> Tally {
    let mut tally = Tally::planned(cell.count(200, 3));
    let mut random = Random::new(2);
    cell.place
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    while tally.done == 0 || tally.done < tally.planned && !cell.is_over() {
        let first = tally.done as i64 * NUMBERS;
        let wait = Duration::from_millis(1 + random.below(LONGEST));
        let (verdict, took) = once(&cell.place, wait, first).await;
        tally.take(verdict);
        tally.recovered(took);
        tally.done += 1;
    }
    tally.note("recovery is the time from SIGTERM to the end of the process");
    tally.control = control(&cell.place, &mut random).await;
    tally
}

async fn once(place: &Place, wait: Duration, first: i64) -> (Verdict, Duration) {
    let file = place.file(&format!("ledger-{first}"));
    let client = Client::start(&place.url(), &file, first, Told::After);
    tokio::time::sleep(wait).await;
    let ended = client.end(LIMIT).await;
    let mut outside = place.outside().await;
    let open = outside.nothing_open().await;
    let mut verdict = check(&mut outside, &Ledger::read(&file), first..first + NUMBERS).await;
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

/// The planted fault: a client that does not close, but is killed, and has told its ledger too early.
async fn control(place: &Place, random: &mut Random) -> Control {
    let mut shown = 0;
    let mut runs = 0;
    while shown == 0 && runs < 10 {
        let first = (1_000_000 + runs) * NUMBERS;
        let file = place.file(&format!("ledger-{first}"));
        let client = Client::start(&place.url(), &file, first, Told::Before);
        tokio::time::sleep(Duration::from_millis(1 + random.below(LONGEST))).await;
        client.kill();
        let mut outside = place.outside().await;
        let _ = outside.nothing_open().await;
        let verdict = check(&mut outside, &Ledger::read(&file), first..first + NUMBERS).await;
        shown += verdict.violations.len() as u64;
        runs += 1;
    }
    Control::found(
        shown,
        format!("lies of a client that exits without closing, in {runs} runs"),
    )
}
