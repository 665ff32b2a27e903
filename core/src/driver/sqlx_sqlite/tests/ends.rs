//! Statements and transactions that do not end well.

use std::time::Duration;

use crate::driver::sqlx::tests::{
    Author, AuthorCreate, AuthorUpdate, Book, author, open_with_tables,
};
use crate::driver::sqlx_sqlite::tests::*;

fn heavy(at: usize) -> AuthorCreate {
    AuthorCreate {
        bytes: vec![1; 200_000],
        ..author(&at.to_string())
    }
}

async fn fill(tx: &Tx) -> Result<(), Error> {
    for at in 0..10 {
        Author::create(tx, heavy(at)).await?;
    }
    Ok(())
}

/// SQLite may roll the whole transaction back when there is no room, and does not tell.
#[tokio::test]
async fn a_full_database_undoes_the_transaction_and_harms_nothing_else() {
    let directory = TempDir::new().unwrap();
    let of_file = pool(of_file(directory.path()), 1).await;
    for pool in [in_memory().await, of_file] {
        let db = open_with_tables(Builder::from(pool.clone())).await;
        Author::create(&db, author("before")).await.unwrap();
        outside(&pool, "PRAGMA max_page_count = 200").await;
        let in_transaction = db.transaction(async |tx| fill(tx).await).await;
        let at_once = Author::create_many(&db, (0..10).map(heavy)).await.map(drop);
        for answer in [in_transaction, at_once] {
            assert_eq!(answer.unwrap_err().kind(), ErrorKind::Unavailable);
        }
        let in_savepoint = db.transaction(async |tx| {
            Author::create(tx, author("first")).await?;
            let filled = tx.savepoint(async |tx| fill(tx).await).await;
            let kind = filled.unwrap_err().kind();
            assert!(matches!(kind, ErrorKind::Unavailable | ErrorKind::Aborted));
            Author::create(tx, author("after")).await.map(drop)
        });
        let in_savepoint = in_savepoint.await;
        let found = Author::list(&db, ..).await.unwrap();
        let names: Vec<&str> = found.iter().map(|found| found.name.as_str()).collect();
        match in_savepoint {
            Ok(()) => assert_eq!(names, ["before", "first", "after"]),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Aborted);
                assert_eq!(names, ["before"]);
            }
        }
        Author::create(&db, author("last")).await.unwrap();
        assert_eq!(db.metrics().connections, 1);
    }
}

/// As a trigger, or a constraint of a table that the SDK did not make, can do.
#[tokio::test]
async fn a_transaction_that_the_database_rolled_back_does_not_go_on() {
    let pool = in_memory().await;
    let db = open_with_tables(Builder::from(pool.clone())).await;
    let trigger = "CREATE TRIGGER ending BEFORE INSERT ON pooled_author WHEN NEW.name = 'end' \
                   BEGIN SELECT raise(ROLLBACK, 'canary'); END";
    outside(&pool, trigger).await;
    let tx = db.begin().await.unwrap();
    Author::create(&tx, author("lost")).await.unwrap();
    let error = Author::create(&tx, author("end")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Check);
    tx.rollback().await.unwrap();
    let tx = db.begin().await.unwrap();
    let ended = tx.savepoint(async |tx| {
        Author::create(tx, author("lost")).await?;
        Author::create(tx, author("end")).await
    });
    // There is no savepoint to go back to; the closure's error says why.
    assert_eq!(ended.await.unwrap_err().kind(), ErrorKind::Check);
    let error = Author::create(&tx, author("lost")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Aborted);
    assert_eq!(tx.commit().await.unwrap_err().kind(), ErrorKind::Aborted);
    // The database is in memory: were its connection closed, it would be gone.
    assert_eq!(Author::count(&db).await.unwrap(), 0);
    Author::create(&db, author("last")).await.unwrap();
}

#[tokio::test]
async fn a_change_whose_row_cannot_be_read_is_undone() {
    let pool = in_memory().await;
    let db = open_with_tables(Builder::from(pool.clone())).await;
    let made = Author::create(&db, author("one")).await.unwrap();
    outside(&pool, "UPDATE pooled_author SET at = 'yesterday'").await;
    let patch = AuthorUpdate {
        large: Set(7),
        ..Default::default()
    };
    let error = made.clone().update(&db, patch).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::Internal, Some("at"))
    );
    let large: i64 = sqlx::query_scalar("SELECT large FROM pooled_author")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(large, made.large);
}

#[tokio::test]
async fn who_holds_the_lock_is_waited_for_as_long_as_the_pool_says() {
    let directory = TempDir::new().unwrap();
    let options = of_file(directory.path()).busy_timeout(Duration::from_millis(50));
    let pool = pool(options, 3).await;
    let db = open_with_tables(Builder::from(pool.clone())).await;
    let mut other = pool.acquire().await.unwrap();
    let sql = sqlx::raw_sql("BEGIN IMMEDIATE");
    sql.execute(&mut *other).await.unwrap();
    let error = Author::create(&db, author("one")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert_eq!(db.begin().await.unwrap_err().kind(), ErrorKind::Busy);
    // Reading does not wait.
    assert_eq!(Author::count(&db).await.unwrap(), 0);
    let before = db.metrics().transactions;
    let released = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let sql = sqlx::raw_sql("ROLLBACK");
        sql.execute(&mut *other).await.unwrap();
    };
    let made = db.transaction(async |tx| Author::create(tx, author("one")).await);
    let (made, ()) = tokio::join!(made, released);
    made.unwrap();
    assert!(db.metrics().transactions > before + 1, "it ran only once");
}

/// The statement goes on, on the thread of a connection that the pool does not get back.
#[tokio::test]
async fn a_statement_that_takes_too_long_is_given_up() {
    let directory = TempDir::new().unwrap();
    let pool = pool(of_file(directory.path()), 1).await;
    let builder = Builder::from(pool.clone()).statement_timeout(Duration::from_millis(50));
    let db = open_with_tables(builder).await;
    let slow = "ALTER TABLE pooled_book RENAME TO moved; CREATE VIEW pooled_book AS \
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 60000000) \
        SELECT count(*) AS id, NULL AS author, '' AS title FROM n";
    outside(&pool, slow).await;
    let error = Book::count(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    Author::create(&db, author("one")).await.unwrap();
}

/// The pool of sqlx wants a runtime wherever a connection goes back.
#[test]
fn a_transaction_may_be_dropped_where_there_is_no_runtime() {
    let directory = TempDir::new().unwrap();
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let begun = || {
        let options = of_file(directory.path());
        async {
            let pool = SqlitePoolOptions::new().min_connections(1);
            let pool = pool.max_connections(2).connect_with(options).await.unwrap();
            let db = open_with_tables(Builder::from(pool)).await;
            let tx = db.begin().await.unwrap();
            Author::create(&tx, author("dropped")).await.unwrap();
            (db, tx)
        }
    };
    let alive = runtime();
    let (db, tx) = alive.block_on(begun());
    std::thread::spawn(move || drop(tx)).join().unwrap();
    let made = alive.block_on(async { Author::create(&db, author("one")).await });
    made.unwrap();
    let ended = runtime();
    let (_, tx) = ended.block_on(begun());
    drop(ended);
    std::thread::spawn(move || drop(tx)).join().unwrap();
    let made = alive.block_on(async { Author::create(&db, author("two")).await });
    made.unwrap();
    assert_eq!(
        alive.block_on(async { Author::count(&db).await }).unwrap(),
        2
    );
}
