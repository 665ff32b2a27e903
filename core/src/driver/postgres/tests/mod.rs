//! Tests of what only PostgreSQL does, against a server. They are skipped with a message when none
//! is reachable, and fail then when `FIVEFOLD_TEST_REQUIRE` names the engine.

mod pool;

use std::time::Duration;

use sqlx::{Connection as _, PgConnection, Postgres};

use crate::db::builder::Builder;
use crate::driver::limits::Durability;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::tests::connected_or_skip;
use crate::driver::sqlx::tests::values::{Counted, Thing, extremes, round_trip};
use crate::prelude::*;

fn url() -> String {
    std::env::var("FIVEFOLD_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".to_owned())
}

/// Creates a schema, and sets it as the default of the connection.
async fn create_schema() -> Option<(PgConnection, String)> {
    let connected = PgConnection::connect(&url()).await;
    let mut plain = connected_or_skip("postgres", connected)?;
    let schema = format!("driver_{}", Uuid::now_v7().simple());
    let create = format!("CREATE SCHEMA {schema}; SET search_path = {schema}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(create))
        .execute(&mut plain)
        .await
        .unwrap();
    Some((plain, schema))
}

/// Opens a handle on a schema of its own.
async fn open_schema(tune: impl FnOnce(Builder) -> Builder) -> Option<(Db, PgConnection, String)> {
    let (plain, schema) = create_schema().await?;
    let url = format!("{}?options=-c%20search_path%3D{schema}", url());
    let db = tune(Db::builder(&url)).connect().await.unwrap();
    db.create_all(&schema![Thing, Counted]).await.unwrap();
    Some((db, plain, schema))
}

async fn drop_schema(mut plain: PgConnection, schema: String) {
    let drop = format!("DROP SCHEMA {schema} CASCADE");
    sqlx::raw_sql(sqlx::AssertSqlSafe(drop))
        .execute(&mut plain)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_sent_comes_back() {
    if let Some((db, plain, schema)) = open_schema(|builder| builder).await {
        round_trip(&db).await;
        drop_schema(plain, schema).await;
    }
}

#[tokio::test]
async fn extremes_come_back() {
    if let Some((db, plain, schema)) = open_schema(|builder| builder).await {
        extremes(&db).await;
        drop_schema(plain, schema).await;
    }
}

#[cfg(feature = "decimal")]
#[tokio::test]
async fn decimals_come_back_to_the_last_digit() {
    if let Some((db, plain, schema)) = open_schema(|builder| builder).await {
        crate::driver::sqlx::tests::values::decimals(&db).await;
        drop_schema(plain, schema).await;
    }
}

/// PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and success.
#[tokio::test]
async fn a_commit_that_did_not_take_place_is_no_success() {
    let Some((db, mut plain, schema)) = open_schema(|builder| builder).await else {
        return;
    };
    let broken = "BEGIN; SAVEPOINT a";
    sqlx::raw_sql(broken).execute(&mut plain).await.unwrap();
    assert!(
        sqlx::raw_sql("SELECT 1 / 0")
            .execute(&mut plain)
            .await
            .is_err()
    );
    let said = sqlx::raw_sql(<Postgres as Engine>::COMMIT)
        .execute(&mut plain)
        .await;
    assert_eq!(
        said.unwrap_err()
            .as_database_error()
            .unwrap()
            .code()
            .unwrap(),
        "25P02"
    );
    // The control: a bare COMMIT ends it, and succeeds.
    assert!(sqlx::raw_sql("COMMIT").execute(&mut plain).await.is_ok());
    // The text of the driver commits an open transaction.
    sqlx::raw_sql("BEGIN; CREATE TABLE kept ()")
        .execute(&mut plain)
        .await
        .unwrap();
    sqlx::raw_sql(<Postgres as Engine>::COMMIT)
        .execute(&mut plain)
        .await
        .unwrap();
    assert!(
        sqlx::raw_sql("ROLLBACK; SELECT FROM kept")
            .execute(&mut plain)
            .await
            .is_ok()
    );
    drop(db);
    drop_schema(plain, schema).await;
}

#[tokio::test]
async fn the_limits_are_those_of_the_session() {
    let tune = |builder: Builder| {
        builder
            .statement_timeout(Duration::from_secs(3))
            .lock_timeout(Duration::from_secs(2))
            .durability(Durability::Normal)
    };
    let Some((db, mut plain, schema)) = open_schema(tune).await else {
        return;
    };
    sqlx::raw_sql("BEGIN; LOCK TABLE driver_counted")
        .execute(&mut plain)
        .await
        .unwrap();
    assert_eq!(
        Counted::count(&db).await.unwrap_err().kind(),
        ErrorKind::Busy
    );
    sqlx::raw_sql("COMMIT").execute(&mut plain).await.unwrap();
    let slow = "CREATE OR REPLACE VIEW slow AS SELECT pg_sleep(20)::text; ALTER TABLE driver_counted RENAME TO moved; \
        CREATE VIEW driver_counted AS SELECT moved.* FROM moved, slow";
    sqlx::raw_sql("INSERT INTO driver_counted (label) VALUES ('a')")
        .execute(&mut plain)
        .await
        .unwrap();
    sqlx::raw_sql(slow).execute(&mut plain).await.unwrap();
    assert_eq!(
        Counted::list(&db, ..).await.unwrap_err().kind(),
        ErrorKind::Timeout
    );
    assert_eq!(db.metrics().discarded, 0);
    drop(db);
    drop_schema(plain, schema).await;
}
