//! Every wait has an end.

use std::time::Instant;

use crate::driver::sqlite::tests::*;

const SLOW: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT max(i) FROM n";

fn blocker(dir: &Path) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(dir.join("app.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[tokio::test]
async fn a_slow_statement_is_stopped() {
    let limits = Limits {
        statement: Duration::from_millis(100),
        ..Limits::default()
    };
    for driver in [in_memory(&limits).await, fresh(&limits).await.1] {
        for work in [Workload::ShortRead, Workload::LongRead] {
            let start = Instant::now();
            assert_eq!(
                kind(
                    driver
                        .run(call(SLOW, vec![Value::I64(i64::MAX)], work))
                        .await
                ),
                ErrorKind::Timeout
            );
            assert!((Duration::from_millis(100)..SECOND).contains(&start.elapsed()));
            // The time of one statement is not taken from the next.
            assert_eq!(
                integers(
                    driver
                        .run(call(SLOW, vec![Value::I64(10_000)], work))
                        .await
                        .unwrap()
                ),
                [10_000]
            );
        }
    }
    // The control: with a longer limit the same statement ends.
    let driver = in_memory(&Limits::default()).await;
    assert_eq!(
        integers(
            driver
                .run(call(SLOW, vec![Value::I64(3_000_000)], Workload::LongRead))
                .await
                .unwrap()
        ),
        [3_000_000]
    );
}

#[tokio::test]
async fn a_stopped_write_leaves_nothing() {
    let limits = Limits {
        statement: Duration::from_millis(100),
        ..Limits::default()
    };
    let (_dir, driver) = fresh(&limits).await;
    let sql = "INSERT INTO note (id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    for work in [Workload::ShortWrite, Workload::LongWrite] {
        assert_eq!(
            kind(driver.run(call(sql, vec![], work)).await),
            ErrorKind::Timeout
        );
        assert_eq!(count(&*driver).await, 0);
    }
    let (session, done) = driver
        .begin()
        .await
        .unwrap()
        .run(call(sql, vec![], Workload::LongWrite))
        .await
        .unwrap();
    assert_eq!(kind(done), ErrorKind::Timeout);
    assert_eq!(kind(session.commit().await), ErrorKind::Aborted);
    assert_eq!(count(&*driver).await, 0);
}

#[tokio::test]
async fn waiting_for_a_connection_ends() {
    let limits = Limits {
        acquire: Duration::from_millis(100),
        ..Limits::default()
    };
    for driver in [in_memory(&limits).await, fresh(&limits).await.1] {
        let session = driver.begin().await.unwrap();
        let start = Instant::now();
        for call in [note(1), notes([2])] {
            let error = driver.run(call).await.map(drop).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Timeout);
            assert!(error.to_string().contains("`tx`"), "{error}");
        }
        assert_eq!(kind(driver.begin().await), ErrorKind::Timeout);
        assert!((Duration::from_millis(300)..SECOND).contains(&start.elapsed()));
        let (session, done) = session.run(note(3)).await.unwrap();
        done.unwrap();
        session.commit().await.unwrap();
        assert_eq!(select(&*driver, "SELECT id FROM note").await, [3]);
    }
}

#[tokio::test]
async fn waiting_for_another_process_ends() {
    for durability in [Durability::Full, Durability::Normal] {
        let limits = Limits {
            lock: Duration::from_millis(200),
            durability,
            ..Limits::default()
        };
        let (dir, driver) = fresh(&limits).await;
        let other = blocker(dir.path());
        let start = Instant::now();
        for call in [note(1), notes([1])] {
            assert_eq!(kind(driver.run(call).await), ErrorKind::Busy);
        }
        assert_eq!(kind(driver.begin().await), ErrorKind::Busy);
        assert!((Duration::from_millis(600)..2 * SECOND).contains(&start.elapsed()));
        assert_eq!(count(&*driver).await, 0);
        other.execute_batch("ROLLBACK").unwrap();
        driver.run(note(1)).await.unwrap();
        assert_eq!(driver.metrics().in_use, 0);
    }
}

/// The time for which the lock is held. On a busy machine a task waits for its turn as well.
const HELD: Duration = Duration::from_millis(600);

#[tokio::test]
async fn a_lock_that_is_released_in_time_is_no_error_and_delays_no_other_task() {
    for durability in [Durability::Full, Durability::Normal] {
        for (lock, expected) in [(Duration::from_secs(60), 0), (Duration::ZERO, 3)] {
            let (dir, driver) = fresh(&Limits {
                lock,
                durability,
                ..Limits::default()
            })
            .await;
            let mut busy = 0;
            for which in 0..3 {
                let other = blocker(dir.path());
                let holder = std::thread::spawn(move || {
                    std::thread::sleep(HELD);
                    other.execute_batch("ROLLBACK").unwrap();
                });
                // On this thread runs nothing else, so the ticks stop if the wait is on it.
                let ticks = tokio::spawn(async {
                    let mut most = Duration::ZERO;
                    for _ in 0..20 {
                        let start = Instant::now();
                        tokio::time::sleep(Duration::from_millis(2)).await;
                        most = most.max(start.elapsed());
                    }
                    most
                });
                let done = match which {
                    0 => driver.run(note(1)).await.map(drop),
                    1 => driver.run(notes([2])).await.map(drop),
                    _ => driver.begin().await.map(drop),
                };
                if let Err(error) = done {
                    assert_eq!(error.kind(), ErrorKind::Busy);
                    busy += 1;
                }
                let longest = ticks.await.unwrap();
                assert!(longest < HELD * 3 / 4, "{longest:?}");
                holder.join().unwrap();
            }
            // No time to wait is the control.
            assert_eq!(busy, expected);
        }
    }
}

#[tokio::test]
async fn close_waits_for_what_runs() {
    for durability in [Durability::Full, Durability::Normal] {
        let (dir, driver) = fresh(&limits(durability)).await;
        let running: Vec<_> = [
            call(SLOW, vec![Value::I64(1_000_000)], Workload::LongRead),
            notes(0..1_000),
            note(5_000),
            note(5_001),
        ]
        .into_iter()
        .map(|call| {
            let driver = Arc::clone(&driver);
            tokio::spawn(async move { driver.run(call).await.map(drop) })
        })
        .collect();
        tokio::task::yield_now().await;
        driver.close().await.unwrap();
        for task in running {
            task.await.unwrap().unwrap();
        }
        assert_eq!(driver.metrics().connections, 0);
        for call in [
            note(1),
            notes([1]),
            call(COUNT_NOTES, vec![], Workload::ShortRead),
            call(COUNT_NOTES, vec![], Workload::LongRead),
        ] {
            assert_eq!(kind(driver.run(call).await), ErrorKind::Unavailable);
        }
        assert_eq!(kind(driver.begin().await), ErrorKind::Unavailable);
        driver.close().await.unwrap();
        assert!(!dir.path().join("app.db-wal").exists());
        assert_eq!(
            count(&*open_in(dir.path(), &Limits::default()).await).await,
            1_002
        );
    }
}

#[tokio::test]
async fn close_names_a_transaction_that_does_not_end() {
    let limits = Limits {
        acquire: Duration::from_millis(50),
        statement: Duration::from_millis(50),
        ..Limits::default()
    };
    for driver in [in_memory(&limits).await, fresh(&limits).await.1] {
        let session = driver.begin().await.unwrap();
        assert_eq!(kind(driver.close().await), ErrorKind::Timeout);
        session.commit().await.unwrap();
        driver.close().await.unwrap();
    }
}

#[tokio::test]
async fn the_wal_file_is_brought_back_while_writes_go_on() {
    let size = |dir: &Path| std::fs::metadata(dir.join("app.db-wal")).unwrap().len();
    for durability in [Durability::Full, Durability::Normal] {
        let (dir, driver) = fresh(&limits(durability)).await;
        for id in 0..1_500 {
            let text = "INSERT INTO note (id, text) VALUES (?1, hex(zeroblob(3000)))";
            driver
                .run(call(text, vec![Value::I64(id)], Workload::ShortWrite))
                .await
                .unwrap();
        }
        for id in 2_000..2_010 {
            let (session, done) = driver.begin().await.unwrap().run(note(id)).await.unwrap();
            done.unwrap();
            session.commit().await.unwrap();
        }
        assert!(size(dir.path()) < 6_000_000, "{}", size(dir.path()));
        assert_eq!(count(&*driver).await, 1_510);
    }
    // The control: the WAL file grows without checkpoints.
    let dir = tempfile::tempdir().unwrap();
    let bare = rusqlite::Connection::open(dir.path().join("app.db")).unwrap();
    bare.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0",
    )
    .unwrap();
    bare.execute_batch(SCHEMA).unwrap();
    for id in 0..1_500 {
        bare.execute(
            "INSERT INTO note (id, text) VALUES (?1, hex(zeroblob(3000)))",
            [id],
        )
        .unwrap();
    }
    assert!(size(dir.path()) > 12_000_000);
}

#[tokio::test]
async fn no_limit_is_too_long() {
    let longest = Duration::MAX;
    let limits = Limits {
        acquire: longest,
        lock: longest,
        statement: longest,
        ..Limits::default()
    };
    for driver in [in_memory(&limits).await, fresh(&limits).await.1] {
        for call in [
            note(1),
            notes([2]),
            call(COUNT_NOTES, vec![], Workload::ShortRead),
            call(SLOW, vec![Value::I64(10_000)], Workload::LongRead),
        ] {
            driver.run(call).await.unwrap();
        }
        driver.begin().await.unwrap().commit().await.unwrap();
        driver.close().await.unwrap();
    }
}
