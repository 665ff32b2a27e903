//! PostgreSQL.

mod by_hand;
mod copy;
mod pipelined;

use std::sync::Arc;

use fivefold::db::{Builder, Durability};
use fivefold::prelude::*;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, PgPool};
use tokio::sync::Mutex;

use self::by_hand::{ByHand, Pooled};
use self::copy::{Copied, Unnested};
use self::pipelined::{Pipelined, SeveralPipelined};
use crate::cases::{self, One};
use crate::entity::User;
use crate::lifo::Lifo;
use crate::machine::way;
use crate::ours::Ours;
use crate::report::{Report, Side};
use crate::side::{Bulk, Tasks, Turn};
use crate::{queries, shield, url};

const SCHEMA: &str = "fivefold_bench";

/// The default number of connections of a handle.
const DEFAULT: usize = 10;

pub(crate) async fn run(words: &[String]) {
    let mut report = Report::new("PostgreSQL", words);
    let url = address();
    let mut admin = prepared(&url).await;
    let about = "SELECT format('PostgreSQL %s, fsync %s, synchronous_commit %s, %s', current_setting('server_version'), \
        current_setting('fsync'), current_setting('synchronous_commit'), \
        CASE WHEN (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) THEN 'encrypted' ELSE 'not encrypted' END)";
    let (about,): (String,) = sqlx::query_as(about).fetch_one(&mut admin).await.unwrap();
    println!("{about}, over {}\n", way(&url));

    let db = fresh(&url, &mut admin).await;
    let ids = cases::filled(&db).await;
    execute(&mut admin, r#"VACUUM ANALYZE "user""#).await;
    cases::reads(&mut report, &mut sides(&db, &url, false).await, &ids).await;
    let mut tasks = in_tasks(&url).await;
    cases::tasks(&mut report, &mut tasks, &ids).await;
    drop(tasks);
    shield::run(&mut report, ByHand::connect(&url).await, &ids).await;

    for (is_lax, suffix) in [(false, ""), (true, ", synchronous_commit=off")] {
        let mut sides = sides(&db, &url, is_lax).await;
        cases::inserts(&mut report, &mut sides, suffix).await;
        cases::updates(&mut report, &mut sides, &ids, suffix).await;
        cases::deletes(&mut report, &mut sides, &db, suffix).await;
    }

    db.create_all(&queries::schema()).await.unwrap();
    let by_hand = queries::PostgresByHand(options(&url).connect().await.unwrap());
    queries::run(&mut report, &db, Box::new(by_hand)).await;

    let mut sides: Vec<Side<dyn Bulk>> = vec![
        Side::judged("fivefold", Box::new(Ours(db.clone()))),
        Side::reference("binary COPY", Box::new(Copied::connect(&url).await)),
    ];
    for rows in [10_000, 2_000, 500] {
        let name = format!("UNNEST of {rows} rows");
        let unnested = Unnested::connect(&url, rows).await;
        sides.push(Side::beside(&name, Box::new(unnested)));
    }
    let admin = Arc::new(Mutex::new(admin));
    let empty = || -> Turn<'static> {
        let admin = Arc::clone(&admin);
        Box::pin(async move { execute(&mut *admin.lock().await, r#"TRUNCATE "user""#).await })
    };
    cases::bulk(&mut report, &mut sides, 1.2, empty).await;
    report.print();
    db.close().await.unwrap();
    remove(&mut *admin.lock().await).await;
}

/// The sides with one row after the other.
async fn sides(db: &Db, url: &str, is_lax: bool) -> Vec<One> {
    let (db, bare, other) = (
        db.clone(),
        ByHand::connect(url).await,
        Pipelined::connect(url).await,
    );
    if !is_lax {
        return vec![
            Side::judged("fivefold", Box::new(Ours(db))),
            Side::reference("bare sqlx", Box::new(bare)),
            Side::beside("tokio-postgres", Box::new(other)),
            Side::beside("fivefold over a PgPool", Box::new(Ours(over(url).await))),
            Side::beside("sqlx over a PgPool", Box::new(Pooled(pool(url).await))),
        ];
    }
    let lax = Db::builder(url).durability(Durability::Normal);
    vec![
        Side::judged("fivefold", Box::new(Ours(lax.connect().await.unwrap()))),
        Side::reference("bare sqlx", Box::new(bare.lax().await)),
        Side::beside("tokio-postgres", Box::new(other.lax().await)),
    ]
}

/// The sides with 16 tasks.
async fn in_tasks(url: &str) -> Vec<Side<dyn Tasks>> {
    let mut sides: Vec<Side<dyn Tasks>> = Vec::new();
    for size in [DEFAULT, 8, 16] {
        let db = Db::builder(url).connections(size).connect().await.unwrap();
        let name = format!("fivefold, {size} connections");
        sides.push(if size == DEFAULT {
            Side::judged(&name, Box::new(Ours(db)))
        } else {
            Side::beside(&name, Box::new(Ours(db)))
        });
    }
    for size in [1, 2] {
        let name = format!("tokio-postgres, pipelined over {size}");
        let several = SeveralPipelined::connect(url, size).await;
        sides.push(Side::reference(&name, Box::new(several)));
    }
    for size in [DEFAULT, 8, 16] {
        let mut connections = Vec::new();
        for _ in 0..size {
            connections.push(ByHand::connect(url).await);
        }
        let name = format!("bare sqlx, {size} connections");
        sides.push(Side::beside(&name, Box::new(Lifo::new(connections))));
    }
    let name = format!("fivefold over a PgPool of {DEFAULT}");
    sides.push(Side::beside(&name, Box::new(Ours(over(url).await))));
    sides
}

fn address() -> String {
    let default = "postgres://postgres@127.0.0.1:5432/test";
    let path = format!("options=-c%20search_path%3D{SCHEMA}");
    url(
        "FIVEFOLD_BENCH_POSTGRES",
        default,
        &["sslmode=disable", &path],
    )
}

/// An empty schema, and a connection into it.
async fn prepared(url: &str) -> PgConnection {
    let mut admin = options(url).connect().await.unwrap();
    execute(
        &mut admin,
        &format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"),
    )
    .await;
    execute(&mut admin, &format!("CREATE SCHEMA {SCHEMA}")).await;
    admin
}

/// A handle on an empty table.
async fn fresh(url: &str, admin: &mut PgConnection) -> Db {
    let db = Db::connect(url).await.unwrap();
    db.create_all(&schema![User]).await.unwrap();
    execute(admin, r#"TRUNCATE "user""#).await;
    db
}

/// Opens an empty table for a process that watches its own memory.
pub(crate) async fn for_memory() -> Db {
    let url = address();
    let mut admin = prepared(&url).await;
    fresh(&url, &mut admin).await
}

pub(crate) async fn drop_all() {
    let mut admin = options(&address()).connect().await.unwrap();
    remove(&mut admin).await;
}

async fn remove(admin: &mut PgConnection) {
    execute(admin, &format!("DROP SCHEMA {SCHEMA} CASCADE")).await;
}

async fn execute(connection: &mut PgConnection, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

fn options(url: &str) -> PgConnectOptions {
    let options: PgConnectOptions = url.parse().unwrap();
    options.disable_statement_logging()
}

async fn pool(url: &str) -> PgPool {
    let size = u32::try_from(DEFAULT).unwrap();
    let options_of_pool = PgPoolOptions::new().max_connections(size);
    options_of_pool.connect_with(options(url)).await.unwrap()
}

async fn over(url: &str) -> Db {
    Builder::from(pool(url).await).connect().await.unwrap()
}
