//! One writer at a time: the second waits before its first statement.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate};
use crate::support::{SQLITE_FILE, TestEnv, failed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_waits_to_begin_runs_its_closure_once() {
    let env = TestEnv::new(&SQLITE_FILE).await;
    let db = env
        .again(|builder| {
            builder
                .lock_timeout(Duration::from_millis(30))
                .retries(50, Duration::from_secs(10))
        })
        .await
        .unwrap();
    let raw = env.raw_connection().unwrap();
    raw.execute("BEGIN IMMEDIATE; INSERT INTO project VALUES (zeroblob(16), 'outside')");
    let release = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        raw.execute("COMMIT");
    });
    let runs = AtomicU32::new(0);
    db.transaction(async |tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        Project::create(tx, ProjectCreate::new("inside")).await
    })
    .await
    .unwrap();
    release.join().unwrap();
    assert_eq!(runs.into_inner(), 1);
    let names: Vec<String> = Project::list(&db, ..)
        .await
        .unwrap()
        .into_iter()
        .map(|project| project.name)
        .collect();
    assert_eq!(names, ["outside", "inside"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_not_released_makes_begin_fail() {
    let env = TestEnv::tuned(&SQLITE_FILE, |builder| {
        builder.lock_timeout(Duration::from_millis(20))
    })
    .await;
    let raw = env.raw_connection().unwrap();
    raw.execute("BEGIN IMMEDIATE");
    failed(ErrorKind::Busy, env.db.begin().await);
    failed(
        ErrorKind::Busy,
        Project::create(&env.db, ProjectCreate::new("a")).await,
    );
    raw.execute("ROLLBACK");
    env.db.begin().await.unwrap();
}
