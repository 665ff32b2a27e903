//! Transactions, and those that the engine ends by itself.

use crate::driver::seam::Session;
use crate::driver::sqlite::tests::*;

async fn run(session: Box<dyn Session>, call: Call) -> Box<dyn Session> {
    let (session, done) = session.run(call).await.unwrap();
    done.unwrap();
    session
}

async fn control(session: Box<dyn Session>, sql: &str) -> Box<dyn Session> {
    let (session, done) = session.control(sql.to_owned()).await.unwrap();
    done.unwrap();
    session
}

#[tokio::test]
async fn commit_keeps_and_everything_else_takes_back() {
    for (_dir, driver) in all().await {
        let session = run(driver.begin().await.unwrap(), note(1)).await;
        session.commit().await.unwrap();
        let session = run(driver.begin().await.unwrap(), note(2)).await;
        session.rollback().await.unwrap();
        drop(run(driver.begin().await.unwrap(), note(3)).await);
        drop(run(driver.begin().await.unwrap(), note(4)).await.commit());
        drop(driver.begin());
        assert_eq!(select(&*driver, "SELECT id FROM note").await, [1]);

        let session = control(
            run(driver.begin().await.unwrap(), note(5)).await,
            "SAVEPOINT a",
        )
        .await;
        let session = control(run(session, notes([6, 7])).await, "ROLLBACK TO a").await;
        let session = control(run(session, note(8)).await, "RELEASE a").await;
        session.commit().await.unwrap();
        assert_eq!(
            select(&*driver, "SELECT id FROM note ORDER BY id").await,
            [1, 5, 8]
        );
        let metrics = driver.metrics();
        assert_eq!((metrics.transactions, metrics.in_use), (5, 0));
    }
}

/// Fills the database until the engine has no page left, then goes on as if nothing had happened.
const BIG: &str = "INSERT INTO note (id, text) VALUES (?1, hex(zeroblob(200000)))";

#[tokio::test]
async fn a_transaction_that_the_engine_ended_takes_no_more() {
    for (_dir, driver) in all().await {
        driver
            .run(call(
                "PRAGMA max_page_count = 30",
                vec![],
                Workload::LongWrite,
            ))
            .await
            .unwrap();
        let session = run(driver.begin().await.unwrap(), note(1)).await;
        let (session, full) = session
            .run(call(BIG, vec![Value::I64(2)], Workload::ShortWrite))
            .await
            .unwrap();
        assert_eq!(kind(full), ErrorKind::Unavailable);
        let (session, later) = session.run(note(3)).await.unwrap();
        assert_eq!(kind(later), ErrorKind::Aborted);
        let (session, later) = session.run(notes([4, 5])).await.unwrap();
        assert_eq!(kind(later), ErrorKind::Aborted);
        let (session, later) = session.control("SAVEPOINT a".to_owned()).await.unwrap();
        assert_eq!(kind(later), ErrorKind::Aborted);
        assert_eq!(kind(session.commit().await), ErrorKind::Aborted);
        assert_eq!(count(&*driver).await, 0);

        let session = run(driver.begin().await.unwrap(), note(1)).await;
        session.commit().await.unwrap();
        assert_eq!(
            kind(
                driver
                    .run(call(BIG, vec![Value::I64(2)], Workload::ShortWrite))
                    .await
            ),
            ErrorKind::Unavailable
        );
        assert_eq!(count(&*driver).await, 1);
    }
    // The control: when nothing checks whether the transaction is still open, half of it is kept.
    let bare = rusqlite::Connection::open_in_memory().unwrap();
    bare.execute_batch(SCHEMA).unwrap();
    bare.pragma_update(None, "max_page_count", 30).unwrap();
    bare.execute_batch("BEGIN; INSERT INTO note (id) VALUES (1)")
        .unwrap();
    bare.execute(BIG, [2]).unwrap_err();
    bare.execute(INSERT_NOTE, [3]).unwrap();
    bare.execute_batch("COMMIT").unwrap_err();
    assert_eq!(
        bare.query_row("SELECT id FROM note", [], |row| row.get::<_, i64>(0))
            .unwrap(),
        3
    );
}

#[tokio::test]
async fn a_commit_that_fails_is_not_ok_and_leaves_nothing() {
    for (_dir, driver) in all().await {
        driver.run(script("CREATE TABLE late (id INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED) STRICT")).await.unwrap();
        let session = run(driver.begin().await.unwrap(), note(1)).await;
        let session = run(
            session,
            call("INSERT INTO late VALUES (9)", vec![], Workload::ShortWrite),
        )
        .await;
        assert_eq!(kind(session.commit().await), ErrorKind::ForeignKey);
        assert_eq!(count(&*driver).await, 0);
        assert_eq!(driver.metrics().in_use, 0);
        driver.run(note(1)).await.unwrap();
    }
}

#[tokio::test]
async fn a_statement_that_ends_the_transaction_is_noticed() {
    let driver = in_memory(&Limits::default()).await;
    let session = run(driver.begin().await.unwrap(), note(1)).await;
    let (session, _) = session
        .run(call("ROLLBACK", vec![], Workload::ShortWrite))
        .await
        .unwrap();
    assert_eq!(kind(session.commit().await), ErrorKind::Aborted);
    assert_eq!(count(&*driver).await, 0);
}
