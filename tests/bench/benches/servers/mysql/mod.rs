//! MariaDB, or MySQL.

mod by_hand;

use std::sync::Arc;

use fivefold::db::Builder;
use fivefold::prelude::*;
use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, MySqlConnection, MySqlPool};
use tokio::sync::Mutex;

use self::by_hand::{ByHand, Pooled, Tuples};
use crate::cases::{self, One};
use crate::entity::User;
use crate::lifo::Lifo;
use crate::machine::way;
use crate::ours::Ours;
use crate::report::{Report, Side};
use crate::side::{Bulk, Tasks, Turn};
use crate::{queries, shield, url};

const DATABASE: &str = "fivefold_bench";

/// The default number of connections of a handle.
const DEFAULT: usize = 10;

pub(crate) async fn run(words: &[String]) {
    let mut report = Report::new("MariaDB", words);
    let (mut admin, url) = prepared().await;
    let about = "SELECT concat(version(), ', innodb_flush_log_at_trx_commit ', @@innodb_flush_log_at_trx_commit)";
    let (about,): (String,) = sqlx::query_as(about).fetch_one(&mut admin).await.unwrap();
    println!("{about}, not encrypted, over {}\n", way(&url));

    let db = fresh(&url).await;
    let ids = cases::filled(&db).await;
    execute(&mut admin, "ANALYZE TABLE user").await;
    cases::reads(&mut report, &mut sides(&db, &url).await, &ids).await;
    let mut tasks = in_tasks(&url).await;
    cases::tasks(&mut report, &mut tasks, &ids).await;
    drop(tasks);
    shield::run(&mut report, ByHand::connect(&url).await, &ids).await;
    let mut sides = sides(&db, &url).await;
    cases::inserts(&mut report, &mut sides, "").await;
    cases::deletes(&mut report, &mut sides, &db, "").await;
    // One that does not care about other writes between its two statements.
    let careless = Box::new(ByHand::connect(&url).await.careless());
    sides.push(Side::beside("bare sqlx, no transaction", careless));
    cases::updates(&mut report, &mut sides, &ids, "").await;

    db.create_all(&queries::schema()).await.unwrap();
    let by_hand = queries::MySqlByHand(options(&url).connect().await.unwrap());
    queries::run(&mut report, &db, Box::new(by_hand)).await;

    let mut sides: Vec<Side<dyn Bulk>> = vec![Side::judged("fivefold", Box::new(Ours(db.clone())))];
    for rows in [100, 500, 1_000, 2_000, 4_000] {
        let name = format!("{rows} rows a statement");
        let tuples = Tuples::connect(&url, rows).await;
        sides.push(Side::reference(&name, Box::new(tuples)));
    }
    let admin = Arc::new(Mutex::new(admin));
    let empty = || -> Turn<'static> {
        let admin = Arc::clone(&admin);
        Box::pin(async move { execute(&mut *admin.lock().await, "TRUNCATE TABLE user").await })
    };
    cases::bulk(&mut report, &mut sides, 1.1, empty).await;
    report.print();
    db.close().await.unwrap();
    remove(&mut *admin.lock().await).await;
}

/// The sides with one row after the other.
async fn sides(db: &Db, url: &str) -> Vec<One> {
    let over = Builder::from(pool(url).await).connect().await.unwrap();
    vec![
        Side::judged("fivefold", Box::new(Ours(db.clone()))),
        Side::reference("bare sqlx", Box::new(ByHand::connect(url).await)),
        Side::beside("fivefold over a MySqlPool", Box::new(Ours(over))),
        Side::beside("sqlx over a MySqlPool", Box::new(Pooled(pool(url).await))),
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
    for size in [DEFAULT, 8, 16] {
        let mut connections = Vec::new();
        for _ in 0..size {
            connections.push(ByHand::connect(url).await);
        }
        let name = format!("bare sqlx, {size} connections");
        sides.push(Side::reference(&name, Box::new(Lifo::new(connections))));
    }
    let over = Builder::from(pool(url).await).connect().await.unwrap();
    let name = format!("fivefold over a MySqlPool of {DEFAULT}");
    sides.push(Side::beside(&name, Box::new(Ours(over))));
    sides
}

/// The server, whatever its database.
fn address() -> String {
    let default = "mysql://root@127.0.0.1:3306/test";
    url("FIVEFOLD_BENCH_MYSQL", default, &["ssl-mode=DISABLED"])
}

/// An empty database, a connection into it, and its URL.
async fn prepared() -> (MySqlConnection, String) {
    let url = address();
    let mut admin = options(&url).connect().await.unwrap();
    execute(&mut admin, &format!("DROP DATABASE IF EXISTS {DATABASE}")).await;
    execute(&mut admin, &format!("CREATE DATABASE {DATABASE}")).await;
    execute(&mut admin, &format!("USE {DATABASE}")).await;
    let (start, settings) = url.split_once('?').unwrap();
    let (server, _) = start.rsplit_once('/').unwrap();
    (admin, format!("{server}/{DATABASE}?{settings}"))
}

/// A handle on an empty table.
async fn fresh(url: &str) -> Db {
    let db = Db::connect(url).await.unwrap();
    db.create_all(&schema![User]).await.unwrap();
    db
}

/// Opens an empty table for a process that watches its own memory.
pub(crate) async fn for_memory() -> Db {
    let (_, url) = prepared().await;
    fresh(&url).await
}

pub(crate) async fn drop_all() {
    let mut admin = options(&address()).connect().await.unwrap();
    remove(&mut admin).await;
}

async fn remove(admin: &mut MySqlConnection) {
    execute(admin, &format!("DROP DATABASE {DATABASE}")).await;
}

async fn execute(connection: &mut MySqlConnection, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

fn options(url: &str) -> MySqlConnectOptions {
    let options: MySqlConnectOptions = url.parse().unwrap();
    options.disable_statement_logging()
}

async fn pool(url: &str) -> MySqlPool {
    let size = u32::try_from(DEFAULT).unwrap();
    let options_of_pool = MySqlPoolOptions::new().max_connections(size);
    options_of_pool.connect_with(options(url)).await.unwrap()
}
