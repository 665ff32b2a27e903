//! The network swallows everything and says nothing: each wait ends within its limit, and the pool is whole again afterwards.

use std::time::{Duration, Instant};

use fivefold::prelude::*;
use sqlx::{MySqlPool, PgPool};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::cell::Cell;
use super::check::check;
use super::engine::Engine;
use super::ledger::{Ledger, Outcome, Work};
use super::models::{Account, Entry, EntryCreate};
use super::proxy::Proxy;
use super::tally::{Control, Tally};

const CONNECTIONS: usize = 4;

/// The limits of the handle, and what comes on top of them at most.
const LIMIT: Duration = Duration::from_millis(700);
const SPARE: Duration = Duration::from_secs(1);

/// How soon the pool has to be whole again.
const WHOLE: Duration = Duration::from_secs(10);

pub async fn run(cell: &mut Cell) -> Tally {
    let planned = cell.count(60, 2);
    let mut tally = Tally::planned(planned);
    cell.place
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    let proxy = Proxy::start(&cell.place).await;
    let db = open(cell, &proxy).await;
    let ledger = Ledger::default();
    let mut number = 0;
    while tally.done == 0 || tally.done < planned && !cell.is_over() {
        once(&db, &proxy, &ledger, &mut number, &mut tally).await;
        tally.done += 1;
        if !tally.violations.is_empty() {
            break;
        }
    }
    db.close().await.unwrap();
    // A server takes its time to find that nobody is there; what it did until then is what counts.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut outside = cell.place.outside().await;
    tally.take(check(&mut outside, &ledger.lines(), 0..i64::MAX).await);
    no_connection(cell, &mut tally).await;
    tally.control = control(cell).await;
    tally
}

async fn open(cell: &Cell, proxy: &Proxy) -> Db {
    let tuned = |builder: fivefold::db::Builder| {
        builder
            .connections(CONNECTIONS)
            .connect_timeout(LIMIT)
            .acquire_timeout(LIMIT)
            .statement_timeout(LIMIT)
            .lock_timeout(LIMIT)
    };
    proxy.open(&cell.place, tuned).await
}

/// Every connection is in the middle of something when the silence begins: reads, writes, commits, and callers that wait.
async fn once(db: &Db, proxy: &Proxy, ledger: &Ledger, number: &mut i64, tally: &mut Tally) {
    let committing = db.begin().await.unwrap();
    let at = *number;
    *number += 2;
    for one in [at, at + 1] {
        ledger.start(Work::Entry, one, one);
    }
    Entry::create(&committing, EntryCreate::new(at, at))
        .await
        .unwrap();
    proxy.silence();
    let mut calls = JoinSet::new();
    let start = Instant::now();
    calls.spawn(async move { (Some(at), committing.commit().await) });
    let writes = db.clone();
    calls.spawn(async move {
        let row = EntryCreate::new(at + 1, at + 1);
        (Some(at + 1), Entry::create(&writes, row).await.map(drop))
    });
    for _ in 0..6 {
        let db = db.clone();
        calls.spawn(async move { (None, Account::get(&db, 0).await.map(drop)) });
    }
    let begins = db.clone();
    calls.spawn(async move { (None, begins.begin().await.map(drop)) });
    for (written, result) in calls.join_all().await {
        tally.demand(result.is_err(), || {
            "something succeeded in silence".to_owned()
        });
        if let Some(written) = written {
            ledger.end(written, Outcome::of(&result));
        }
    }
    // Those that waited for a connection first waited for what they then did with it.
    let took = start.elapsed();
    let most = LIMIT * 3 + SPARE;
    tally.demand(took < most, || {
        format!("the calls took {took:?} in silence, more than {most:?}")
    });
    proxy.speak();
    let moment = Instant::now();
    match whole(db).await {
        true => tally.recovered(moment.elapsed()),
        false => tally.violation(format!("the pool was not whole within {WHOLE:?}")),
    }
}

/// Uses every connection at once.
async fn whole(db: &Db) -> bool {
    let all = async {
        loop {
            let mut open = Vec::new();
            for _ in 0..CONNECTIONS {
                match db.begin().await {
                    Ok(tx) if Account::get(&tx, 0).await.is_ok() => open.push(tx),
                    _ => break,
                }
            }
            if open.len() == CONNECTIONS {
                return;
            }
        }
    };
    timeout(WHOLE, all).await.is_ok()
}

/// A connection that is never answered while it opens.
async fn no_connection(cell: &Cell, tally: &mut Tally) {
    let proxy = Proxy::start(&cell.place).await;
    proxy.silence();
    let start = Instant::now();
    let opened = Db::builder(&proxy.url(&cell.place))
        .connect_timeout(LIMIT)
        .connect()
        .await;
    let took = start.elapsed();
    tally.demand(
        opened
            .as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::Unavailable)
            && took < LIMIT + SPARE,
        || format!("a connection that is never answered took {took:?} and gave {opened:?}"),
    );
}

/// The planted fault: the same with the pool of sqlx, which takes back what was dropped in the middle.
async fn control(cell: &Cell) -> Control {
    let proxy = Proxy::start(&cell.place).await;
    let url = proxy.url(&cell.place);
    let wait = Duration::from_secs(3);
    macro_rules! tried {
        ($pool:ty, $options:ty) => {{
            let pool: $pool = <$options>::new()
                .max_connections(CONNECTIONS as u32)
                .min_connections(CONNECTIONS as u32)
                .acquire_timeout(wait)
                .test_before_acquire(false)
                .connect(&url)
                .await
                .unwrap();
            let mut calls = JoinSet::new();
            proxy.silence();
            for _ in 0..CONNECTIONS {
                let pool = pool.clone();
                calls.spawn(async move {
                    let query = sqlx::query("SELECT 1").fetch_one(&pool);
                    drop(timeout(LIMIT, query).await);
                });
            }
            calls.join_all().await;
            proxy.speak();
            sqlx::query("SELECT 1").fetch_one(&pool).await.is_err()
        }};
    }
    let is_stuck = match cell.engine {
        Engine::MariaDb => tried!(MySqlPool, sqlx::mysql::MySqlPoolOptions),
        _ => tried!(PgPool, sqlx::postgres::PgPoolOptions),
    };
    Control::found(
        u64::from(is_stuck),
        format!("pool of sqlx was still empty {wait:?} later"),
    )
}
