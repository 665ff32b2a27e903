//! The client is killed in the middle of its writes. What it was told before is true, and the server holds nothing of it.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use super::cell::Cell;
use super::check::{Verdict, check};
use super::child::Client;
use super::ledger::{Ledger, Line, Outcome, Work};
use super::load::{NUMBERS, Told};
use super::models::{Entry, EntryCreate};
use super::place::Place;
use super::random::Random;
use super::tally::{Control, Tally};

/// The longest that a client writes, in milliseconds.
const LONGEST: u64 = 300;

/// How long everything may take to work again.
const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(cell: &mut Cell) -> Tally {
    let mut tally = Tally::planned(cell.count(200, 3));
    let mut random = Random::new(1);
    cell.place
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    while tally.done == 0 || tally.done < tally.planned && !cell.is_over() {
        let first = tally.done as i64 * NUMBERS;
        let (verdict, recovery) = once(&cell.place, &mut random, first, Told::After).await;
        tally.demand(recovery <= RECOVERY, || {
            format!("it took {recovery:?} until a new client could write")
        });
        tally.recovered(recovery);
        tally.take(verdict);
        tally.done += 1;
    }
    tally.control = control(&cell.place, &mut random).await;
    tally
}

async fn once(place: &Place, random: &mut Random, first: i64, told: Told) -> (Verdict, Duration) {
    let file = place.file(&format!("ledger-{first}"));
    let client = Client::start(&place.url(), &file, first, told);
    tokio::time::sleep(Duration::from_millis(1 + random.below(LONGEST))).await;
    client.kill();
    let killed = Instant::now();
    let mut outside = place.outside().await;
    let open = outside.nothing_open().await;
    // Another client comes, and can write at once.
    let db = place.open(|builder| builder).await;
    let number = first + NUMBERS - 1;
    let written = Entry::create(&db, EntryCreate::new(number, 1)).await;
    let recovery = killed.elapsed();
    db.close().await.unwrap();
    let mut lines = Ledger::read(&file);
    lines.insert(number, after(&written));
    let mut verdict = check(&mut outside, &lines, first..first + NUMBERS).await;
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

/// The planted fault: the ledger is told before the SDK has answered. A client that is killed has lied then.
async fn control(place: &Place, random: &mut Random) -> Control {
    let mut shown = 0;
    let mut runs = 0;
    while shown == 0 && runs < 10 {
        let first = (1_000_000 + runs) * NUMBERS;
        let (verdict, _) = once(place, random, first, Told::Before).await;
        shown += verdict.violations.len() as u64;
        runs += 1;
    }
    Control::found(
        shown,
        format!("lies of a client that says so too early, in {runs} runs"),
    )
}
