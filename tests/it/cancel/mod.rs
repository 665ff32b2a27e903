//! Futures that are dropped: a write happens whole or not at all, an acknowledged one is stored,
//! and the handle works on.
//!
//! The control at the end writes without a transaction what belongs together: the same sweep must
//! find halves there.

mod sweep;

use std::time::Duration;

use fivefold::db::{Builder, Durability};
use fivefold::prelude::*;

use crate::models::{Ledger, LedgerCreate, LedgerUpdate};
use crate::support::{Engine, TestEnv};
use sweep::{Operation, State, sweep};

/// The number of interruptions of each operation, on each database.
const POINTS: i64 = 2_000;

fn row(number: i64) -> LedgerCreate {
    LedgerCreate::new(number)
}

async fn nothing(_: &Db, _: i64) -> Result<(), Error> {
    Ok(())
}

async fn one_row(db: &Db, first: i64) -> Result<(), Error> {
    Ledger::create(db, row(first)).await.map(drop)
}

/// Returns the state of a write of `count` rows: all or none may be stored.
fn rows(found: &[(i64, i64)], count: usize) -> State {
    match found.len() {
        0 => State::Absent,
        all if all == count => State::Whole,
        _ => State::Half,
    }
}

async fn create(db: &Db, first: i64) -> Result<(), Error> {
    one_row(db, first).await
}

async fn create_many(db: &Db, first: i64) -> Result<(), Error> {
    Ledger::create_many(db, (first..first + 5).map(row))
        .await
        .map(drop)
}

async fn update(db: &Db, first: i64) -> Result<(), Error> {
    let found = Ledger::find_by(db, Ledger::NUMBER, first).await?.unwrap();
    found
        .update(
            db,
            LedgerUpdate {
                left: Set(1),
                right: Set(1),
                ..Default::default()
            },
        )
        .await
        .map(drop)
}

fn updated(found: &[(i64, i64)]) -> State {
    match found {
        [(1, 1)] => State::Whole,
        [(0, 0)] => State::Absent,
        _ => State::Half,
    }
}

async fn delete(db: &Db, first: i64) -> Result<(), Error> {
    let found = Ledger::find_by(db, Ledger::NUMBER, first).await?.unwrap();
    found.delete(db).await
}

fn deleted(found: &[(i64, i64)]) -> State {
    match found {
        [] => State::Whole,
        [(0, 0)] => State::Absent,
        _ => State::Half,
    }
}

async fn together<E: Executor + ?Sized>(tx: &E, first: i64) -> Result<(), Error> {
    let made = Ledger::create(tx, row(first)).await?;
    tokio::task::yield_now().await;
    Ledger::create_many(tx, (first + 1..first + 3).map(row)).await?;
    tokio::task::yield_now().await;
    let made = made
        .update(
            tx,
            LedgerUpdate {
                left: Set(1),
                ..Default::default()
            },
        )
        .await?;
    tokio::task::yield_now().await;
    made.update(
        tx,
        LedgerUpdate {
            right: Set(1),
            ..Default::default()
        },
    )
    .await
    .map(drop)
}

async fn transaction(db: &Db, first: i64) -> Result<(), Error> {
    db.transaction(async |tx| together(tx, first).await).await
}

/// Retries after a conflict with another transaction, as an application has to that calls `begin`
/// itself.
async fn by_hand(db: &Db, first: i64) -> Result<(), Error> {
    let once = async || {
        let tx = db.begin().await?;
        together(&tx, first).await?;
        tx.commit().await
    };
    let mut result = once().await;
    for _ in 0..20 {
        match &result {
            Err(error) if error.is_retryable() => result = once().await,
            _ => break,
        }
    }
    result
}

async fn in_savepoint(db: &Db, first: i64) -> Result<(), Error> {
    db.transaction(async |tx| {
        tx.savepoint(async |tx| tx.savepoint(async |tx| together(tx, first).await).await)
            .await
    })
    .await
}

fn belongs_together(found: &[(i64, i64)]) -> State {
    match found {
        [(1, 1), (0, 0), (0, 0)] => State::Whole,
        [] => State::Absent,
        _ => State::Half,
    }
}

/// Reads give the right answer or none, and leave everything as it was.
async fn read(db: &Db, first: i64) -> Result<(), Error> {
    let found = Ledger::find_by(db, Ledger::NUMBER, first).await?.unwrap();
    assert_eq!(Ledger::get(db, found.id).await?, found);
    assert!(Ledger::exists(db, found.id).await?);
    assert!(!Ledger::list(db, ..200).await?.is_empty());
    assert!(Ledger::count(db).await? > 0);
    assert!(!found.lines().exists(db).await?);
    Ok(())
}

fn untouched(found: &[(i64, i64)]) -> State {
    if found == [(0, 0)] {
        State::Whole
    } else {
        State::Half
    }
}

macro_rules! interrupted {
    ($($name:ident: $prepare:ident, $run:ident, $look:expr;)+) => {$(
        mod $name {
            use super::*;

            const OPERATION: Operation = Operation {
                prepare: |db, first| Box::pin(async move { $prepare(&db, first).await }),
                run: |db, first| Box::pin(async move { $run(&db, first).await }),
                look: $look,
            };

            async fn full(engine: &'static Engine) {
                swept(engine, Durability::Full, &OPERATION).await;
            }

            async fn normal(engine: &'static Engine) {
                swept(engine, Durability::Normal, &OPERATION).await;
            }

            // Work of the server after its answer makes no difference to the caller.
            tests!(full on sqlite_memory: SQLITE_MEMORY, sqlite_file_full: SQLITE_FILE, postgres: POSTGRES, mariadb: MARIADB);
            tests!(normal on sqlite_file_normal: SQLITE_FILE);
        }
    )+};
}

interrupted! {
    a_dropped_create: nothing, create, |found| rows(found, 1);
    a_dropped_create_many: nothing, create_many, |found| rows(found, 5);
    a_dropped_update: one_row, update, updated;
    a_dropped_delete: one_row, delete, deleted;
    a_dropped_transaction: nothing, transaction, belongs_together;
    a_dropped_transaction_by_hand: nothing, by_hand, belongs_together;
    a_dropped_savepoint: nothing, in_savepoint, belongs_together;
    a_dropped_read: one_row, read, untouched;
}

async fn swept(engine: &'static Engine, durability: Durability, operation: &Operation) {
    // Transactions that are in each other's way run again until they are through.
    let tune = |builder: Builder| {
        builder
            .durability(durability)
            .retries(100, Duration::from_secs(60))
    };
    let env = TestEnv::bare(engine, tune).await;
    env.db.create_all(&sweep::schema()).await.unwrap();
    let found = sweep(&env, POINTS, operation).await;
    assert_eq!(found.half, 0, "{found:?}");
    assert_eq!(found.answered_and_not_there, 0, "{found:?}");
    assert_eq!(found.errors, Vec::<String>::new(), "{found:?}");
    // The sweep interrupts, and does not only wait.
    assert!(found.dropped >= POINTS / 20, "{found:?}");
    assert!(found.answered >= POINTS / 20, "{found:?}");
}

for_each_kept! {
    /// The control: what is not in a transaction can be cut in half, and the sweep sees it.
    async fn without_a_transaction_the_sweep_finds_halves(engine) {
        for durability in [Durability::Full, Durability::Normal] {
            let env = TestEnv::bare(engine, |builder| builder.durability(durability)).await;
            env.db.create_all(&sweep::schema()).await.unwrap();
            let control = Operation {
                prepare: |_, _| Box::pin(async { Ok(()) }),
                run: |db, first| Box::pin(async move { together(&db, first).await }),
                look: belongs_together,
            };
            let found = sweep(&env, 200, &control).await;
            assert!(found.half > 0, "{found:?}");
        }
    }
}
