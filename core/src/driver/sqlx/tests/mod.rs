//! The suite of a handle over a pool, the same on every engine. Each engine runs it with pools of
//! its own.

pub(in crate::driver) mod drops;
pub(in crate::driver) mod values;

use std::io::Write as _;
use std::time::Duration;

use crate::db::builder::Builder;
use crate::prelude::*;

/// A model with a column of each kind.
#[model(crate = crate, table = "pooled_author", has_many(books: Book::AUTHOR))]
#[derive(Debug, Clone, PartialEq)]
pub(in crate::driver) struct Author {
    pub id: Id<Author>,
    #[field(unique)]
    pub name: String,
    pub small: i16,
    pub middle: i32,
    pub large: i64,
    pub single: f32,
    pub double: f64,
    pub yes: bool,
    pub bytes: Vec<u8>,
    pub at: DateTime<Utc>,
    pub day: NaiveDate,
    pub time: NaiveTime,
    pub doc: Json<serde_json::Value>,
    pub maybe: Option<NaiveDate>,
}

#[model(crate = crate, table = "pooled_book")]
#[derive(Debug, Clone, PartialEq)]
pub(in crate::driver) struct Book {
    pub id: Id<Book, i64>,
    pub author: Id<Author>,
    pub title: String,
}

pub(in crate::driver) fn author(name: &str) -> AuthorCreate {
    AuthorCreate {
        name: name.into(),
        small: i16::MIN,
        middle: i32::MAX,
        large: 0,
        single: -0.0,
        double: f64::MIN_POSITIVE,
        yes: true,
        bytes: vec![0, 255],
        at: "0001-01-01T00:00:00.000001Z".parse().unwrap(),
        day: "9999-12-31".parse().unwrap(),
        time: "23:59:59.999999".parse().unwrap(),
        doc: Json(serde_json::json!({"b": 1.5, "a": ["é", null, ""]})),
        maybe: None,
    }
}

fn book(author: Id<Author>, title: impl Into<String>) -> BookCreate {
    BookCreate::new(author, title.into())
}

/// Returns the connection, or None when the server is not reachable. A skipped engine is reported,
/// and fails the test when `FIVEFOLD_TEST_REQUIRE` names it.
pub(in crate::driver) fn connected_or_skip<C, X>(name: &str, connected: Result<C, X>) -> Option<C> {
    let Err(_) = connected else {
        return connected.ok();
    };
    let required = std::env::var("FIVEFOLD_TEST_REQUIRE").unwrap_or_default();
    assert!(
        !required.split(',').any(|required| required.trim() == name),
        "{name} is required by `FIVEFOLD_TEST_REQUIRE`, and not reached"
    );
    // Not `eprintln!`, whose output is captured when the test passes.
    let words = format!("LEFT OUT: {name} is not reached, so its driver was not tested\n");
    std::io::stderr().write_all(words.as_bytes()).unwrap();
    None
}

/// Opens a handle with many retries, and creates the tables.
pub(in crate::driver) async fn open_with_tables(builder: Builder) -> Db {
    let builder = builder.retries(1_000, Duration::from_secs(60));
    let db = builder.connect().await.unwrap();
    db.create_all(&schema![Author, Book]).await.unwrap();
    db
}

/// Runs operations, conflicting transactions, and violations.
pub(in crate::driver) async fn operations(builder: Builder) {
    let db = open_with_tables(builder).await;
    rows(&db).await;
    refusals(&db).await;
    transactions(&db).await;
    assert!(db.metrics().transactions > 0 && db.metrics().statements > 100);
    db.close().await.unwrap();
    let error = Author::count(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}

async fn rows(db: &Db) {
    let made = Author::create(db, author("one")).await.unwrap();
    assert_eq!(Author::get(db, made.id).await.unwrap(), made);
    let patch = AuthorUpdate {
        maybe: Set(Some("2026-11-23".parse().unwrap())),
        bytes: Set(Vec::new()),
        ..Default::default()
    };
    let changed = made.clone().update(db, patch).await.unwrap();
    assert_eq!(Author::get(db, made.id).await.unwrap(), changed);
    assert!(changed.maybe.is_some() && changed.bytes.is_empty());
    let titles = (0..100).map(|at| book(made.id, at.to_string()));
    let books = Book::create_many(db, titles).await.unwrap();
    assert_eq!(Book::list(db, ..).await.unwrap(), books);
    assert_eq!(Book::list(db, 10..20).await.unwrap(), books[10..20]);
    let single = Book::create(db, book(made.id, "")).await.unwrap();
    assert_eq!(Book::get(db, single.id).await.unwrap(), single);
    for book in books.into_iter().chain([single]) {
        book.delete(db).await.unwrap();
    }
    made.delete(db).await.unwrap();
    let error = changed.delete(db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(Author::count(db).await.unwrap(), 0);
}

async fn refusals(db: &Db) {
    let one = Author::create(db, author("one")).await.unwrap();
    let error = Author::create(db, author("one")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::Conflict, Some("name"))
    );
    assert_eq!(error.constraint(), Some("pooled_author_name_key"));
    // All rows or none.
    let error = Author::create_many(db, ["two", "three", "one"].map(author)).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(Author::count(db).await.unwrap(), 1);
    let error = Book::create(db, book(Id::new(Uuid::nil()), "orphan"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::ForeignKey, Some("author"))
    );
    let child = Book::create(db, book(one.id, "child")).await.unwrap();
    let error = one.clone().delete(db).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::ForeignKey, None));
    child.delete(db).await.unwrap();
    one.delete(db).await.unwrap();
}

async fn transactions(db: &Db) {
    // An error in a savepoint undoes only the savepoint.
    let kept = db.transaction(async |tx| {
        let one = Author::create(tx, author("one")).await?;
        let again = tx.savepoint(async |tx| {
            Book::create(tx, book(one.id, "undone")).await?;
            Author::create(tx, author("one")).await
        });
        assert_eq!(again.await.unwrap_err().kind(), ErrorKind::Conflict);
        Ok(one)
    });
    let kept = kept.await.unwrap();
    assert_eq!(Book::count(db).await.unwrap(), 0);
    // A dropped transaction is rolled back.
    let tx = db.begin().await.unwrap();
    Author::create(&tx, author("two")).await.unwrap();
    drop(tx);
    assert_eq!(Author::count(db).await.unwrap(), 1);
    // Transactions that conflict run again, and no write is lost.
    let (tasks, each) = (4, 15);
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..tasks {
        let (db, id) = (db.clone(), kept.id);
        running.spawn(async move {
            for _ in 0..each {
                let counted = db.transaction(async |tx| {
                    let found = Author::get(tx, id).await?;
                    tokio::task::yield_now().await;
                    let large = Set(found.large + 1);
                    let patch = AuthorUpdate {
                        large,
                        ..Default::default()
                    };
                    found.update(tx, patch).await
                });
                counted.await.unwrap();
            }
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
    let found = Author::get(db, kept.id).await.unwrap();
    assert_eq!(found.large, tasks * each);
}
