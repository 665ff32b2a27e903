//! PostgreSQL over a pool that the application already has.

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::driver::postgres::tests::*;
use crate::driver::sqlx::tests::drops::drops;
use crate::driver::sqlx::tests::operations;

/// A pool on a schema of its own, and its name.
async fn open_pool() -> Option<(PgPool, PgConnection, String)> {
    let (plain, schema) = create_schema().await?;
    let options: PgConnectOptions = url().parse().unwrap();
    let pool = PgPoolOptions::new().max_connections(4);
    let options = options.options([("search_path", &schema)]);
    Some((pool.connect_with(options).await.unwrap(), plain, schema))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_used_through_the_pool() {
    if let Some((pool, plain, schema)) = open_pool().await {
        Box::pin(operations(Builder::from(pool))).await;
        drop_schema(plain, schema).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_that_are_dropped_leave_the_pool_as_it_was() {
    if let Some((pool, plain, schema)) = open_pool().await {
        Box::pin(drops(Builder::from(pool.clone()), 300)).await;
        pool.close().await;
        drop_schema(plain, schema).await;
    }
}
