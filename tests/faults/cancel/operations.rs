//! The operations that are interrupted, and the rows that must be found afterwards.

use std::future::Future;
use std::pin::Pin;

use fivefold::Executor;
use fivefold::prelude::*;

use crate::models::{Entry, EntryCreate, EntryUpdate};

/// The part that is interrupted; its answer is whether what came back is right.
pub type Running = Pin<Box<dyn Future<Output = Result<bool, Error>> + Send>>;

type Staging = Pin<Box<dyn Future<Output = Result<Running, Error>> + Send>>;

pub struct Operation {
    pub name: &'static str,
    /// Does what comes before, to its end, and returns what is to be interrupted.
    pub stage: fn(Db, i64) -> Staging,
    /// Judges the values of the rows of the point, in the order of their numbers.
    pub look: fn(&[i64]) -> State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Whole,
    Absent,
    Half,
}

/// An operation of which everything is interrupted, after `prepare`.
macro_rules! operation {
    ($run:ident after $prepare:ident, $look:expr) => {
        Operation {
            name: stringify!($run),
            stage: |db, first| {
                Box::pin(async move {
                    $prepare(&db, first).await?;
                    Ok(Box::pin(async move { $run(&db, first).await }) as Running)
                })
            },
            look: $look,
        }
    };
}

pub static OPERATIONS: &[Operation] = &[
    operation!(create after nothing, |found| all(found, &[0])),
    operation!(update after one, |found| changed(found, &[1])),
    operation!(delete after one, |found| changed(found, &[])),
    operation!(create_many after nothing, |found| all(found, &[0, 1, 2, 3, 4])),
    operation!(get after one, |found| changed(found, &[0])),
    operation!(list after one, |found| changed(found, &[0])),
    operation!(count after one, |found| changed(found, &[0])),
    operation!(transaction after nothing, |found| all(found, &[7, 1, 2])),
    operation!(savepoint after nothing, |found| all(found, &[7, 1, 2])),
    Operation {
        name: "begin",
        stage: |db, _| {
            Box::pin(async move {
                let begin = async move { db.begin().await.map(drop).map(|()| true) };
                Ok(Box::pin(begin) as Running)
            })
        },
        look: |found| all(found, &[]),
    },
    Operation {
        name: "commit",
        stage: |db, first| {
            Box::pin(async move {
                let tx = db.begin().await?;
                together(&tx, first).await?;
                Ok(Box::pin(async move { tx.commit().await.map(|()| true) }) as Running)
            })
        },
        look: |found| all(found, &[7, 1, 2]),
    },
];

/// All of it or nothing.
fn all(found: &[i64], whole: &[i64]) -> State {
    match found {
        found if found == whole => State::Whole,
        [] => State::Absent,
        _ => State::Half,
    }
}

/// As it is meant to be, or as it was.
fn changed(found: &[i64], whole: &[i64]) -> State {
    match found {
        found if found == whole => State::Whole,
        [0] => State::Absent,
        _ => State::Half,
    }
}

async fn nothing(_: &Db, _: i64) -> Result<(), Error> {
    Ok(())
}

async fn one(db: &Db, first: i64) -> Result<(), Error> {
    Entry::create(db, EntryCreate::new(first, 0))
        .await
        .map(drop)
}

fn with(value: i64) -> EntryUpdate {
    EntryUpdate {
        value: Set(value),
        ..Default::default()
    }
}

async fn found(db: &Db, number: i64) -> Result<Entry, Error> {
    let found = Entry::find_by(db, Entry::NUMBER, number).await?;
    Ok(found.expect("it was made before"))
}

async fn create(db: &Db, first: i64) -> Result<bool, Error> {
    let made = Entry::create(db, EntryCreate::new(first, 0)).await?;
    Ok((made.number, made.value) == (first, 0))
}

async fn update(db: &Db, first: i64) -> Result<bool, Error> {
    let changed = found(db, first).await?.update(db, with(1)).await?;
    Ok((changed.number, changed.value) == (first, 1))
}

async fn delete(db: &Db, first: i64) -> Result<bool, Error> {
    found(db, first).await?.delete(db).await?;
    Ok(true)
}

async fn create_many(db: &Db, first: i64) -> Result<bool, Error> {
    let rows = (0..5).map(|value| EntryCreate::new(first + value, value));
    let made = Entry::create_many(db, rows).await?;
    Ok(made.iter().map(|row| row.number - first).eq(0..5))
}

async fn get(db: &Db, first: i64) -> Result<bool, Error> {
    let row = found(db, first).await?;
    Ok(Entry::get(db, row.id).await? == row && row.number == first)
}

async fn list(db: &Db, first: i64) -> Result<bool, Error> {
    let rows = Entry::list(db, ..50).await?;
    let is_sorted = rows.windows(2).all(|pair| pair[0].id < pair[1].id);
    Ok(is_sorted && !rows.is_empty() && found(db, first).await?.number == first)
}

async fn count(db: &Db, first: i64) -> Result<bool, Error> {
    let before = Entry::count(db).await?;
    Ok(before > 0 && found(db, first).await?.number == first)
}

async fn together<E: Executor + ?Sized>(tx: &E, first: i64) -> Result<(), Error> {
    let made = Entry::create(tx, EntryCreate::new(first, 0)).await?;
    let rows = (1..3).map(|value| EntryCreate::new(first + value, value));
    Entry::create_many(tx, rows).await?;
    made.update(tx, with(7)).await.map(drop)
}

async fn transaction(db: &Db, first: i64) -> Result<bool, Error> {
    db.transaction(async |tx| together(tx, first).await).await?;
    Ok(true)
}

async fn savepoint(db: &Db, first: i64) -> Result<bool, Error> {
    db.transaction(async |tx| {
        tx.savepoint(async |tx| tx.savepoint(async |tx| together(tx, first).await).await)
            .await
    })
    .await?;
    Ok(true)
}
