//! The closure runs again only when another writer was in the way, and never after it was
//! committed.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fivefold::prelude::*;

use super::{named, names};
use crate::models::Project;
use crate::support::{Engine, RawConnection, TestEnv, failed};

/// A handle that waits so long for a lock, and runs a closure so often.
async fn locked(engine: &'static Engine, lock: u64, attempts: u32) -> (TestEnv, Db) {
    let env = TestEnv::new(engine).await;
    let tune = move |builder: fivefold::db::Builder| {
        builder
            .lock_timeout(Duration::from_millis(lock))
            .retries(attempts, Duration::from_secs(20))
    };
    let db = env.again(tune).await.unwrap();
    (env, db)
}

/// Another connection writes a row, and does not end its transaction.
fn lock(raw: &RawConnection, name: &str) {
    let key = raw.uuid(0);
    raw.execute(&format!(
        "BEGIN; INSERT INTO project VALUES ({key}, '{name}')"
    ));
}

for_each_kept! {
    async fn a_transaction_waits_for_the_lock_of_another_connection(engine) {
        let (env, db) = locked(engine, 30, 50).await;
        let raw = env.raw_connection().unwrap();
        lock(&raw, "wanted");
        let release = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(200));
            raw.execute("UPDATE project SET name = 'outside'; COMMIT");
        });
        db.transaction(async |tx| Project::create(tx, named("wanted")).await).await.unwrap();
        release.join().unwrap();
        assert_eq!(names(&db).await, ["outside", "wanted"]);
    }

    async fn a_lock_that_stays_ends_in_busy_after_fifteen_seconds_by_default(engine) {
        let env = TestEnv::new(engine).await;
        let db = env.again(|builder| builder.lock_timeout(Duration::from_millis(20))).await.unwrap();
        let raw = env.raw_connection().unwrap();
        lock(&raw, "a");
        let started = std::time::Instant::now();
        let runs = AtomicU32::new(0);
        let result = db.transaction(async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            Project::create(tx, named("a")).await
        }).await;
        failed(ErrorKind::Busy, result);
        // A pause is at most 640 ms, and none is begun that would end later.
        let slack = engine.shortest_lock_wait + Duration::from_secs(2);
        let elapsed = started.elapsed();
        assert!((Duration::from_secs(14)..Duration::from_secs(15) + slack).contains(&elapsed), "{elapsed:?}");
        let attempts = db.metrics().transactions;
        assert!(attempts > 5, "{attempts}");
        raw.execute("ROLLBACK");
        db.transaction(async |tx| Project::create(tx, named("a")).await).await.unwrap();
    }

    async fn a_lock_that_stays_ends_in_busy_within_the_limits(engine) {
        let (env, db) = locked(engine, 20, 3).await;
        let raw = env.raw_connection().unwrap();
        lock(&raw, "a");
        let started = std::time::Instant::now();
        let error = failed(ErrorKind::Busy, db.transaction(async |tx| Project::create(tx, named("a")).await).await);
        assert!(error.is_retryable());
        failed(ErrorKind::Busy, Project::create(&db, named("a")).await);
        failed(ErrorKind::Busy, Project::create_many(&db, [named("a")]).await);
        let most = Duration::from_secs(3) + engine.shortest_lock_wait * 5;
        assert!(started.elapsed() < most, "{:?}", started.elapsed());
        // Reading goes on.
        assert_eq!(Project::count(&db).await.unwrap(), 0);
        raw.execute("ROLLBACK");
        Project::create(&db, named("a")).await.unwrap();
        crate::support::settled(&db).await;
    }

    /// The transaction itself knows what it met: a Busy that comes from elsewhere is an error like
    /// any other.
    async fn a_busy_of_another_handle_does_not_run_the_closure_again(engine) {
        let (env, db) = locked(engine, 10, 4).await;
        // A write of the same value through a second handle, while the first one has the lock, is
        // Busy.
        let second = env.again(|builder| builder.lock_timeout(Duration::from_millis(10))).await.unwrap();
        let runs = AtomicU32::new(0);
        let result = db
            .transaction(async |tx| {
                runs.fetch_add(1, Ordering::Relaxed);
                Project::create(tx, named("never")).await?;
                Project::create(&second, named("never")).await
            })
            .await;
        failed(ErrorKind::Busy, result);
        assert_eq!(runs.into_inner(), 1);
        assert_eq!(names(&db).await, [""; 0]);
    }
}

for_each_db! {
    async fn other_errors_and_success_run_the_closure_once(env) {
        Project::create(&env.db, named("taken")).await.unwrap();
        let runs = AtomicU32::new(0);
        let once = env.db.transaction(async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            Project::create(tx, named("taken")).await
        });
        failed(ErrorKind::Conflict, once.await);
        let once = env.db.transaction(async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            let _ = Project::create(tx, named("taken")).await;
            Ok(())
        });
        failed(ErrorKind::Aborted, once.await);
        let once = env.db.transaction(async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            Project::create(tx, named("new")).await
        });
        once.await.unwrap();
        assert_eq!(runs.into_inner(), 3);
    }
}
