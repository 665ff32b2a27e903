//! Pools whose settings are refused, and those that are not.

use sqlx::sqlite::SqliteSynchronous;

use crate::driver::limits::Durability;
use crate::driver::limits::Durability::{Full, Normal, Server};
use crate::driver::sqlx::tests::Author;
use crate::driver::sqlx_sqlite::tests::*;

async fn counted(pool: SqlitePool, durability: Durability) -> Result<(), Error> {
    let db = Builder::from(pool).durability(durability).connect().await?;
    db.create_all(&schema![Author]).await?;
    Author::count(&db).await.map(drop)
}

#[tokio::test]
async fn a_pool_that_would_lose_rows_or_break_them_is_refused_by_the_name_of_the_setting() {
    type Spoil = fn(SqliteConnectOptions) -> SqliteConnectOptions;
    let as_it_should: Spoil = |options| options;
    let no_keys: Spoil = |options| options.foreign_keys(false);
    let no_checks: Spoil = |options| options.pragma("ignore_check_constraints", "ON");
    let no_wal: Spoil = |options| options.journal_mode(SqliteJournalMode::Delete);
    let in_memory: Spoil = |options| options.journal_mode(SqliteJournalMode::Memory);
    let normal: Spoil = |options| options.synchronous(SqliteSynchronous::Normal);
    let off: Spoil = |options| options.synchronous(SqliteSynchronous::Off);
    for (spoil, durability, refused) in [
        (as_it_should, Full, None),
        (no_keys, Full, Some("foreign_keys")),
        (no_keys, Server, Some("foreign_keys")),
        (no_checks, Full, Some("ignore_check_constraints")),
        (no_wal, Full, Some("journal_mode")),
        (no_wal, Server, None),
        (in_memory, Normal, Some("journal_mode")),
        (normal, Full, Some("synchronous")),
        (normal, Normal, None),
        (off, Normal, Some("synchronous")),
        (off, Server, None),
    ] {
        let directory = TempDir::new().unwrap();
        let pool = pool(spoil(of_file(directory.path())), 1).await;
        match (counted(pool, durability).await, refused) {
            (answer, None) => answer.unwrap(),
            (answer, Some(setting)) => {
                let error = answer.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Unsupported);
                assert!(
                    error.to_string().contains(&format!("`{setting}`")),
                    "{error}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_database_in_memory_needs_no_settings_for_the_disk() {
    counted(in_memory().await, Full).await.unwrap();
    let memory: SqliteConnectOptions = "sqlite::memory:".parse().unwrap();
    let lax = pool(memory.foreign_keys(false), 1).await;
    let error = counted(lax, Full).await.unwrap_err();
    assert!(error.to_string().contains("`foreign_keys`"), "{error}");
}

#[tokio::test]
async fn a_pool_that_was_refused_is_looked_at_again() {
    let directory = TempDir::new().unwrap();
    let pool = pool(of_file(directory.path()).foreign_keys(false), 1).await;
    let db = Db::from(pool.clone());
    assert!(db.create_all(&schema![Author]).await.is_err());
    outside(&pool, "PRAGMA foreign_keys = ON").await;
    db.create_all(&schema![Author]).await.unwrap();
}
