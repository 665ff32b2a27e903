//! The closure runs again only when another writer was in the way, and never after it was committed.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fivefold::prelude::*;

use super::{named, names};
use crate::models::Project;
use crate::support::{Bed, failed};

async fn locked(lock: u64, attempts: u32) -> (Bed, Db) {
    let bed = Bed::new(&crate::support::SQLITE_FILE).await;
    let tune = move |builder: fivefold::Builder| {
        builder
            .lock_timeout(Duration::from_millis(lock))
            .retries(attempts, Duration::from_secs(10))
    };
    let db = bed.again(tune).await.unwrap();
    (bed, db)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_waits_for_another_programs_lock() {
    let (bed, db) = locked(30, 50).await;
    let outside = bed.outside().unwrap();
    outside.execute("BEGIN IMMEDIATE; INSERT INTO project VALUES (zeroblob(16), 'outside')");
    let release = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        outside.execute("COMMIT");
    });
    let runs = AtomicU32::new(0);
    db.transaction(async |tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        Project::create(tx, named("inside")).await
    })
    .await
    .unwrap();
    release.join().unwrap();
    assert_eq!(runs.into_inner(), 1);
    assert_eq!(names(&db).await, ["outside", "inside"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_stays_ends_in_busy_within_the_limits() {
    let (bed, db) = locked(20, 3).await;
    let outside = bed.outside().unwrap();
    outside.execute("BEGIN IMMEDIATE");
    let started = std::time::Instant::now();
    let error = failed(
        ErrorKind::Busy,
        db.transaction(async |tx| Project::create(tx, named("a")).await)
            .await,
    );
    assert!(error.is_retryable());
    failed(ErrorKind::Busy, Project::create(&db, named("a")).await);
    failed(
        ErrorKind::Busy,
        Project::create_many(&db, [named("a")]).await,
    );
    failed(ErrorKind::Busy, db.begin().await);
    assert!(
        started.elapsed() < Duration::from_secs(3),
        "{:?}",
        started.elapsed()
    );
    // Reading goes on.
    assert_eq!(Project::count(&db).await.unwrap(), 0);
    outside.execute("ROLLBACK");
    Project::create(&db, named("a")).await.unwrap();
    crate::support::settled(&db).await;
}

/// The transaction itself knows what it met: a Busy that comes from elsewhere is an error like any other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_of_another_handle_does_not_run_the_closure_again() {
    let (bed, db) = locked(10, 4).await;
    // A write through a second handle, while the first one has the lock, is Busy.
    let second = bed
        .again(|builder| builder.lock_timeout(Duration::from_millis(10)))
        .await
        .unwrap();
    let runs = AtomicU32::new(0);
    let result = db
        .transaction(async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            Project::create(tx, named("never")).await?;
            Project::create(&second, named("second")).await
        })
        .await;
    failed(ErrorKind::Busy, result);
    assert_eq!(runs.into_inner(), 1);
    assert_eq!(names(&db).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_errors_and_success_run_the_closure_once() {
    let bed = Bed::new(&crate::support::SQLITE_FILE).await;
    Project::create(&bed.db, named("taken")).await.unwrap();
    let runs = AtomicU32::new(0);
    let once = bed.db.transaction(async |tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        Project::create(tx, named("taken")).await
    });
    failed(ErrorKind::Conflict, once.await);
    let once = bed.db.transaction(async |tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        let _ = Project::create(tx, named("taken")).await;
        Ok(())
    });
    failed(ErrorKind::Aborted, once.await);
    let once = bed.db.transaction(async |tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        Project::create(tx, named("new")).await
    });
    once.await.unwrap();
    assert_eq!(runs.into_inner(), 3);
}
