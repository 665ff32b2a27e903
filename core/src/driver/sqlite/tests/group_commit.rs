//! Many writes, one commit.

use crate::driver::sqlite::tests::*;

/// Counts the commits in the WAL file: the frames that end one carry the size of the database.
fn commits(dir: &Path) -> usize {
    let wal = std::fs::read(dir.join("app.db-wal")).unwrap();
    wal[32..]
        .chunks_exact(24 + 4096)
        .filter(|frame| frame[4..8] != [0; 4])
        .count()
}

/// Queues the calls up behind a transaction, so that they are one batch.
async fn queued(
    driver: &Arc<dyn Driver>,
    calls: Vec<Call>,
) -> Vec<std::thread::Result<Result<u64>>> {
    let session = driver.begin().await.unwrap();
    let tasks: Vec<_> = calls
        .into_iter()
        .map(|call| {
            let driver = Arc::clone(driver);
            tokio::spawn(async move { driver.run(call).await.map(|done| done.affected) })
        })
        .collect();
    tokio::task::yield_now().await;
    session.rollback().await.unwrap();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.map_err(tokio::task::JoinError::into_panic));
    }
    outcomes
}

#[tokio::test]
async fn calls_that_wait_share_a_commit_and_no_failure() {
    let (dir, driver) = fresh(&Limits::default()).await;
    driver.run(note(100)).await.unwrap();
    let before = commits(dir.path());
    let mut calls: Vec<Call> = (0..10).map(note).collect();
    calls.insert(3, note(100));
    calls.insert(
        5,
        Call {
            sink: Box::new(Panicking),
            ..call(
                "INSERT INTO note (id) VALUES (101) RETURNING id",
                vec![],
                Workload::ShortWrite,
            )
        },
    );
    calls.insert(
        7,
        Call {
            sink: Box::new(Refusing(0)),
            ..call(
                "INSERT INTO note (id) VALUES (102), (103) RETURNING id",
                vec![],
                Workload::ShortWrite,
            )
        },
    );
    calls.push(call(
        "INSERT INTO note (id) VALUES (104) RETURNING id",
        vec![],
        Workload::ShortWrite,
    ));
    let outcomes = queued(&driver, calls).await;
    let failed: Vec<usize> = outcomes
        .iter()
        .enumerate()
        .filter(|(_, outcome)| !matches!(outcome, Ok(Ok(1))))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(failed, [3, 5, 7]);
    assert!(outcomes[5].is_err());
    assert_eq!(count(&*driver).await, 12);
    assert_eq!(commits(dir.path()) - before, 1);

    // The control: one after the other, each has its own.
    let before = commits(dir.path());
    for id in 200..210 {
        driver.run(note(id)).await.unwrap();
    }
    assert_eq!(commits(dir.path()) - before, 10);
}

#[tokio::test]
async fn a_transaction_that_the_engine_ends_takes_no_other_call_along() {
    let (_dir, driver) = fresh(&Limits::default()).await;
    driver
        .run(call(
            "PRAGMA max_page_count = 30",
            vec![],
            Workload::LongWrite,
        ))
        .await
        .unwrap();
    let big = call(
        "INSERT INTO note (id, text) VALUES (50, hex(zeroblob(200000)))",
        vec![],
        Workload::ShortWrite,
    );
    let returning = call(
        "INSERT INTO note (id) VALUES (51) RETURNING id",
        vec![],
        Workload::ShortWrite,
    );
    let outcomes = queued(
        &driver,
        vec![note(1), returning, note(2), big, note(3), note(4)],
    )
    .await;
    let kinds: Vec<_> = outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap().map_err(|error| error.kind()))
        .collect();
    // A call that has passed rows to its sink cannot be repeated for its caller.
    assert_eq!(
        kinds,
        [
            Ok(1),
            Err(ErrorKind::Busy),
            Ok(1),
            Err(ErrorKind::Unavailable),
            Ok(1),
            Ok(1)
        ]
    );
    assert_eq!(
        select(&*driver, "SELECT id FROM note ORDER BY id").await,
        [1, 2, 3, 4]
    );
}

#[tokio::test]
async fn a_commit_that_fails_for_one_fails_for_that_one() {
    let (_dir, driver) = fresh(&Limits::default()).await;
    driver.run(script("CREATE TABLE late (id INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED) STRICT")).await.unwrap();
    let late = call("INSERT INTO late VALUES (9)", vec![], Workload::ShortWrite);
    let outcomes = queued(&driver, vec![note(1), late, note(2)]).await;
    let kinds: Vec<_> = outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap().map_err(|error| error.kind()))
        .collect();
    assert_eq!(kinds, [Ok(1), Err(ErrorKind::ForeignKey), Ok(1)]);
    assert_eq!(
        select(&*driver, "SELECT id FROM note ORDER BY id").await,
        [1, 2]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_is_not_starved_by_a_stream_of_writes() {
    let (_dir, driver) = fresh(&Limits::default()).await;
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let writers: Vec<_> = (0..8_i64)
        .map(|writer| {
            let (driver, stop) = (Arc::clone(&driver), Arc::clone(&stop));
            tokio::spawn(async move {
                for at in 0.. {
                    if stop.load(std::sync::atomic::Ordering::Relaxed) {
                        return at;
                    }
                    driver.run(note(writer * 1_000_000 + at)).await.unwrap();
                }
                0
            })
        })
        .collect();
    for _ in 0..20 {
        let begun = tokio::time::timeout(SECOND, driver.begin())
            .await
            .unwrap()
            .unwrap();
        begun.commit().await.unwrap();
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let mut written = 0;
    for writer in writers {
        written += writer.await.unwrap();
    }
    assert_eq!(count(&*driver).await, written);
}

#[test]
fn a_runtime_that_ends_leaves_no_caller_waiting() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let first = runtime();
    let (_dir, driver) = first.block_on(fresh(&Limits::default()));
    let session = first.block_on(driver.begin()).unwrap();
    let waiting = {
        let driver = Arc::clone(&driver);
        let runtime = first.handle().clone();
        std::thread::spawn(move || {
            let _inside = runtime.enter();
            let mut call = std::pin::pin!(driver.run(note(1)));
            loop {
                let polled = call
                    .as_mut()
                    .poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
                if let std::task::Poll::Ready(done) = polled {
                    return done.map(drop);
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        })
    };
    std::thread::sleep(Duration::from_millis(50));
    drop(first);
    assert_eq!(kind(waiting.join().unwrap()), ErrorKind::Unavailable);
    drop(session);
    let second = runtime();
    second.block_on(driver.run(note(2))).unwrap();
    assert_eq!(
        second.block_on(select(&*driver, "SELECT id FROM note")),
        [2]
    );
}
