//! Limits that are SQLite's own: on a statement that works, on reading in memory, on connections
//! that only read.

use std::time::Duration;

use fivefold::prelude::*;

use crate::models::{Counter, CounterCreate, Project};
use crate::support::{Engine, SQLITE_FILE, SQLITE_MEMORY, TestEnv, failed};

async fn stopped(engine: &'static Engine) {
    let env = TestEnv::tuned(engine, |builder| builder.statement_timeout(Duration::ZERO)).await;
    // Short statements end before anyone looks at the clock.
    env.db
        .transaction(async |tx| {
            for at in 0..2_000 {
                Counter::create(tx, CounterCreate::new(at)).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    failed(
        ErrorKind::Timeout,
        Counter::create_many(&env.db, (0..2_000).map(CounterCreate::new)).await,
    );
    let error = failed(ErrorKind::Timeout, Counter::list(&env.db, 0..1_000).await);
    assert!(error.to_string().contains("limit"), "{error}");
    let tx = env.db.begin().await.unwrap();
    Counter::create(&tx, CounterCreate::new(-1)).await.unwrap();
    failed(ErrorKind::Timeout, Counter::list(&tx, 0..1_000).await);
    failed(
        ErrorKind::Aborted,
        Counter::create(&tx, CounterCreate::new(-2)).await,
    );
    failed(ErrorKind::Aborted, tx.commit().await);
    Counter::create(&env.db, CounterCreate::new(7))
        .await
        .unwrap();
    assert_eq!(
        Counter::count(&env.db).await.unwrap(),
        2_001,
        "nothing of what was stopped was written"
    );
    env.settled().await;
}

mod a_statement_that_runs_too_long_is_stopped {
    use super::stopped;

    tests!(stopped on sqlite_memory: SQLITE_MEMORY, sqlite_file: SQLITE_FILE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_in_memory_waits_for_the_transaction_and_then_gives_up() {
    let env = TestEnv::tuned(&SQLITE_MEMORY, |builder| {
        builder.acquire_timeout(Duration::from_millis(60))
    })
    .await;
    let tx = env.db.begin().await.unwrap();
    let error = failed(ErrorKind::Timeout, Project::count(&env.db).await);
    assert!(error.to_string().contains("`tx`"), "{error}");
    tx.commit().await.unwrap();
    assert_eq!(Project::count(&env.db).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_that_are_all_taken_are_waited_for() {
    let env = TestEnv::tuned(&SQLITE_FILE, |builder| builder.readers(1)).await;
    Counter::create_many(&env.db, (0..1_000).map(CounterCreate::new))
        .await
        .unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let db = env.db.clone();
        tasks.spawn(async move { Counter::list(&db, ..1_000).await.unwrap().len() });
    }
    assert!(tasks.join_all().await.into_iter().all(|rows| rows == 1_000));
    env.settled().await;
    assert!(env.db.metrics().connections <= 2);
}
