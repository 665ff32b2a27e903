//! SQLite over a pool, with files and in memory.

mod ends;
mod file;
mod mistakes;
mod settings;

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use tempfile::TempDir;

use crate::db::builder::Builder;
use crate::driver::sqlx::tests::drops::drops;
use crate::driver::sqlx::tests::operations;
use crate::prelude::*;

/// Returns the options of a file as an application would set them.
fn of_file(directory: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(directory.join("app.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
}

async fn pool(options: SqliteConnectOptions, connections: u32) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .unwrap()
}

async fn in_memory() -> SqlitePool {
    pool("sqlite::memory:".parse().unwrap(), 1).await
}

/// Runs statements without the handle.
async fn outside(pool: &SqlitePool, sql: &str) {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(pool).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_used_through_the_pool() {
    let directory = TempDir::new().unwrap();
    let pool = pool(of_file(directory.path()), 4).await;
    Box::pin(operations(Builder::from(pool))).await;
}

#[tokio::test]
async fn a_database_in_memory_is_used_through_the_pool() {
    Box::pin(operations(Builder::from(in_memory().await))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_over_a_file_that_are_dropped_leave_the_pool_as_it_was() {
    let directory = TempDir::new().unwrap();
    let pool = pool(of_file(directory.path()), 4).await;
    let durability = crate::driver::limits::Durability::Normal;
    outside(&pool, "PRAGMA synchronous = NORMAL").await;
    Box::pin(drops(Builder::from(pool).durability(durability), 2_000)).await;
}

#[tokio::test]
async fn futures_in_memory_that_are_dropped_leave_the_pool_as_it_was() {
    Box::pin(drops(Builder::from(in_memory().await), 2_000)).await;
}
