//! MariaDB or MySQL over a pool that the application already has.

use sqlx::mysql::{MySqlConnectOptions, MySqlPool, MySqlPoolOptions};

use crate::db::builder::Builder;
use crate::driver::mysql::tests::*;
use crate::driver::sqlx::tests::drops::drops;
use crate::driver::sqlx::tests::operations;

/// A pool whose sessions sqlx made as it likes, and then were set by this statement.
async fn pool(env: &TestEnv, sql: &'static str) -> MySqlPool {
    let options: MySqlConnectOptions = env.url().parse().unwrap();
    let pool = MySqlPoolOptions::new().max_connections(4);
    let set = pool.after_connect(move |connection, _| {
        Box::pin(async move { sqlx::raw_sql(sql).execute(connection).await.map(drop) })
    });
    set.connect_with(options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_used_through_the_pool() {
    if let Some(env) = TestEnv::new().await {
        let pool = pool(&env, "DO 0").await;
        Box::pin(operations(Builder::from(pool))).await;
        env.drop_database().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_that_are_dropped_leave_the_pool_as_it_was() {
    if let Some(env) = TestEnv::new().await {
        let pool = pool(&env, "DO 0").await;
        Box::pin(drops(Builder::from(pool.clone()), 300)).await;
        pool.close().await;
        env.drop_database().await;
    }
}

#[tokio::test]
async fn a_session_that_would_change_values_is_refused_by_the_name_of_the_setting() {
    let Some(env) = TestEnv::new().await else {
        return;
    };
    for (sql, setting) in [
        ("SET sql_mode = ''", "`sql_mode`"),
        ("SET time_zone = '+01:00'", "`time_zone`"),
    ] {
        let db = Db::from(pool(&env, sql).await);
        let error = db.begin().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(setting), "{error}");
        db.close().await.unwrap();
    }
    env.drop_database().await;
}
