//! The network swallows everything and says nothing: each wait ends within its limit, and the pool
//! is whole again afterwards.

use std::time::{Duration, Instant};

use fivefold::prelude::*;
use sqlx::{MySqlPool, PgPool};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::check::check;
use super::engine::Engine;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::ledger::{Ledger, Outcome, Work};
use super::models::{Account, Entry, EntryCreate};
use super::proxy::Proxy;

const CONNECTIONS: usize = 4;

/// The limits of the handle, and what comes on top of them at most.
const LIMIT: Duration = Duration::from_millis(700);
const SPARE: Duration = Duration::from_secs(1);

/// The longest time until the pool is whole again.
const WHOLE: Duration = Duration::from_secs(10);

pub async fn run(case: &mut FaultCase) -> Findings {
    let planned = case.count(60, 2);
    let mut findings = Findings::planned(planned);
    case.database
        .prepared(|builder| builder)
        .await
        .close()
        .await
        .unwrap();
    let proxy = Proxy::start(&case.database).await;
    let db = open(case, &proxy).await;
    let ledger = Ledger::default();
    let mut number = 0;
    while findings.done == 0 || findings.done < planned && !case.is_over() {
        once(&db, &proxy, &ledger, &mut number, &mut findings).await;
        findings.done += 1;
        if !findings.violations.is_empty() {
            break;
        }
    }
    db.close().await.unwrap();
    // A server needs time to notice that the client is gone; its writes until then count.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut raw = case.database.raw_connection().await;
    findings.take(check(&mut raw, &ledger.lines(), 0..i64::MAX).await);
    no_connection(case, &mut findings).await;
    findings.control = control(case).await;
    findings
}

async fn open(case: &FaultCase, proxy: &Proxy) -> Db {
    let tuned = |builder: fivefold::db::Builder| {
        builder
            .connections(CONNECTIONS)
            .connect_timeout(LIMIT)
            .acquire_timeout(LIMIT)
            .statement_timeout(LIMIT)
            .lock_timeout(LIMIT)
    };
    proxy.open(&case.database, tuned).await
}

/// Every connection is in the middle of something when the silence begins: reads, writes, commits,
/// and callers that wait.
async fn once(db: &Db, proxy: &Proxy, ledger: &Ledger, number: &mut i64, findings: &mut Findings) {
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
        findings.demand(result.is_err(), || {
            "something succeeded in silence".to_owned()
        });
        if let Some(written) = written {
            ledger.end(written, Outcome::of(&result));
        }
    }
    // Those that waited for a connection first waited for what they then did with it.
    let took = start.elapsed();
    let most = LIMIT * 3 + SPARE;
    findings.demand(took < most, || {
        format!("the calls took {took:?} in silence, more than {most:?}")
    });
    proxy.speak();
    let moment = Instant::now();
    match whole(db).await {
        true => findings.recovered(moment.elapsed()),
        false => findings.violation(format!("the pool was not whole within {WHOLE:?}")),
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
async fn no_connection(case: &FaultCase, findings: &mut Findings) {
    let proxy = Proxy::start(&case.database).await;
    proxy.silence();
    let start = Instant::now();
    let opened = Db::builder(&proxy.url(&case.database))
        .connect_timeout(LIMIT)
        .connect()
        .await;
    let took = start.elapsed();
    findings.demand(
        opened
            .as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::Unavailable)
            && took < LIMIT + SPARE,
        || format!("a connection that is never answered took {took:?} and gave {opened:?}"),
    );
}

/// The planted fault: the same with the pool of sqlx, which takes back what was dropped in the
/// middle.
async fn control(case: &FaultCase) -> Control {
    let proxy = Proxy::start(&case.database).await;
    let url = proxy.url(&case.database);
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
    let is_stuck = match case.engine {
        Engine::MariaDb => tried!(MySqlPool, sqlx::mysql::MySqlPoolOptions),
        _ => tried!(PgPool, sqlx::postgres::PgPoolOptions),
    };
    Control::found(
        u64::from(is_stuck),
        format!("pool of sqlx was still empty {wait:?} later"),
    )
}
