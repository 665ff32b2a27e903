//! Futures dropped at every poll: each call happened whole or not at all, and no connection is
//! lost.

use std::future::poll_fn;
use std::task::Poll;

use crate::driver::sqlite::tests::*;

/// Polls a future at most `most` times, each time after it was woken, then drops it. None if it was
/// dropped.
async fn polled<F: Future>(future: F, most: usize) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut polls = 0;
    poll_fn(|context| {
        if polls == most {
            return Poll::Ready(None);
        }
        polls += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if polls == most => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Writes ten rows from `first` on, in the way with this number.
async fn write_ten(driver: Arc<dyn Driver>, way: usize, first: i64) -> Result<()> {
    let ids = first..first + 10;
    let many = "INSERT INTO note (id) SELECT value + ?1 FROM json_each('[0,1,2,3,4,5,6,7,8,9]')";
    match way {
        0 => driver
            .run(call(many, vec![Value::I64(first)], Workload::ShortWrite))
            .await
            .map(drop),
        1 => driver
            .run(call(
                &format!("{many} RETURNING id"),
                vec![Value::I64(first)],
                Workload::ShortWrite,
            ))
            .await
            .map(drop),
        2 => driver.run(notes(ids)).await.map(drop),
        _ => {
            let mut session = driver.begin().await?;
            for id in ids {
                let work = if id % 2 == 0 {
                    Workload::ShortWrite
                } else {
                    Workload::LongWrite
                };
                let (back, done) = session.run(Call { work, ..note(id) }).await?;
                done?;
                session = back;
            }
            session.commit().await
        }
    }
}

/// Writes them with nothing around them.
async fn write_ten_unprotected(driver: Arc<dyn Driver>, first: i64) -> Result<()> {
    for id in first..first + 10 {
        driver.run(note(id)).await?;
    }
    Ok(())
}

/// Waits until every connection is back: a dropped call still runs to its end.
async fn settled(driver: &dyn Driver) {
    for _ in 0..1_000 {
        if driver.metrics().in_use == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("{:?}", driver.metrics());
}

/// The writes that happened by half.
async fn halves(driver: &dyn Driver) -> Vec<i64> {
    select(
        driver,
        "SELECT id / 10 FROM note GROUP BY id / 10 HAVING count(*) <> 10",
    )
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_call_happened_whole_or_not_at_all() {
    for (_dir, driver) in all().await {
        let mut dropped = 0;
        for point in 0..2_000_i64 {
            let way = usize::try_from(point % 4).unwrap();
            let most = usize::try_from(point / 4 % 14).unwrap();
            let write = polled(write_ten(Arc::clone(&driver), way, point * 10), most);
            match write.await {
                // Acknowledged rows are present.
                Some(done) => {
                    done.unwrap();
                    let found = driver
                        .run(call(
                            "SELECT count(*) FROM note WHERE id / 10 = ?1",
                            vec![Value::I64(point)],
                            Workload::ShortRead,
                        ))
                        .await
                        .unwrap();
                    assert_eq!(integers(found), [10]);
                }
                None => dropped += 1,
            }
        }
        // Behind the last one.
        driver.run(notes(90_000..90_010)).await.unwrap();
        assert!(dropped > 100, "{dropped}");
        assert_eq!(halves(&*driver).await, [] as [i64; 0]);
        settled(&*driver).await;
        assert!(driver.metrics().connections <= 2);
        driver.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_control_finds_halves() {
    let (_dir, driver) = fresh(&Limits::default()).await;
    for point in 0..20 {
        polled(write_ten_unprotected(Arc::clone(&driver), point * 10), 5).await;
    }
    driver.run(notes(90_000..90_010)).await.unwrap();
    assert!(!halves(&*driver).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropped_reads_give_their_connections_back() {
    let slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i FROM n";
    for (_dir, driver) in all().await {
        let tasks: Vec<_> = (0..8)
            .map(|task| {
                let driver = Arc::clone(&driver);
                tokio::spawn(async move {
                    for point in 0..100 {
                        let work = if point % 2 == 0 {
                            Workload::LongRead
                        } else {
                            Workload::ShortRead
                        };
                        polled(driver.run(call(slow, vec![], work)), (point + task) % 4).await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        driver.close().await.unwrap();
        assert_eq!(driver.metrics().connections, 0);
    }
}
