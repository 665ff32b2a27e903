//! Futures that are dropped half-way: their transactions are rolled back, and the pool is as it
//! was.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::db::builder::Builder;
use crate::driver::sqlx::tests::{Author, AuthorUpdate, Book, author, book, open_with_tables};
use crate::error::Error;
use crate::prelude::*;

/// The most times that a future is polled before it is dropped.
const POLLS: usize = 36;

/// Drops futures at `points` different points.
pub(in crate::driver) async fn drops(builder: Builder, points: usize) {
    let db = open_with_tables(builder).await;
    let mut ended = [0; 3];
    for point in 0..points {
        let (way, polls) = (point % 3, point / 3 % POLLS);
        let name = format!("{way} {point}");
        let done = match way {
            0 => polled(polls, refused(&db, &name)).await,
            1 => polled(polls, written(&db, &name)).await,
            _ => polled(polls, alone(&db, &name)).await,
        };
        ended[way] += usize::from(done.is_some());
        // Uncommitted rows are never visible.
        if way == 0 {
            assert!(!is_there(&db, &name).await, "{name}");
        }
    }
    // The control: some came to their end, and some did not.
    for ended in ended {
        assert!(ended > 0 && ended < points / 3, "{ended} of {points}");
    }
    at_rest(&db).await;
    let mut authors = Vec::new();
    loop {
        let seen = authors.len() as u64;
        let next = Author::list(&db, seen..seen + 1_000).await.unwrap();
        if next.is_empty() {
            break;
        }
        authors.extend(next);
    }
    for author in authors {
        let books = author.books().count(&db).await.unwrap();
        // Whole, or not at all.
        match &author.name[..1] {
            "1" => assert_eq!((books, author.large), (3, 1), "{}", author.name),
            way => assert_eq!((way, books), ("2", 0), "{}", author.name),
        }
    }
    assert!(!is_there(&db, "0 0").await);
    written(&db, "1 last").await.unwrap();
    assert!(is_there(&db, "1 last").await);
}

/// A transaction that is rolled back in the end.
async fn refused(db: &Db, name: &str) -> Result<(), Error> {
    let run = db.transaction(async |tx| {
        fill(tx, name).await?;
        Err::<(), _>(Error::new(ErrorKind::Misuse, "as a test"))
    });
    run.await
}

/// A transaction that is committed in the end.
async fn written(db: &Db, name: &str) -> Result<(), Error> {
    db.transaction(async |tx| fill(tx, name).await).await
}

async fn fill(tx: &Tx, name: &str) -> Result<(), Error> {
    let made = Author::create(tx, author(name)).await?;
    let books = ["a", "b", "c"].map(|title| book(made.id, title));
    Book::create_many(tx, books).await?;
    let patch = AuthorUpdate {
        large: Set(1),
        ..Default::default()
    };
    made.update(tx, patch).await.map(drop)
}

/// Operations that are committed each on its own.
async fn alone(db: &Db, name: &str) -> Result<(), Error> {
    let made = Author::create(db, author(name)).await?;
    let patch = AuthorUpdate {
        large: Set(1),
        ..Default::default()
    };
    made.update(db, patch).await.map(drop)
}

async fn is_there(db: &Db, name: &str) -> bool {
    Author::find_by(db, Author::NAME, name)
        .await
        .unwrap()
        .is_some()
}

/// Waits until the work of dropped futures has ended in the background.
async fn at_rest(db: &Db) {
    let rest = async {
        while db.metrics().in_use > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), rest).await;
    waited.expect("connections of the pool are still in use");
}

/// Polls the future at most `most` times, then drops it. None if it was dropped.
async fn polled<F: Future>(most: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut polls = 0;
    std::future::poll_fn(|context| {
        if polls == most {
            return Poll::Ready(None);
        }
        polls += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if polls == most => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
