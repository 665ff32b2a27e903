//! Tests of what only MariaDB and MySQL do, against a server. They are skipped with a message when
//! none is reachable, and fail then when `FIVEFOLD_TEST_REQUIRE` names the engine.

mod errors;
mod pool;
mod session;
mod values;

use sqlx::mysql::{MySql, MySqlConnection};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

use crate::driver::limits::Limits;
use crate::driver::mysql::session::open;
use crate::driver::seam::FkHint;
use crate::driver::sqlx::classify::classify;
use crate::driver::sqlx::engine::Engine as _;
use crate::driver::sqlx::fault::Fault;
use crate::driver::sqlx::tests::connected_or_skip;
use crate::prelude::*;
use crate::table::Table;

fn url() -> String {
    std::env::var("FIVEFOLD_TEST_MYSQL")
        .unwrap_or_else(|_| "mysql://root@127.0.0.1:3306/test".to_owned())
}

/// A database of its own on the server, and a connection with the defaults of sqlx.
struct TestEnv {
    name: String,
    plain: MySqlConnection,
}

impl TestEnv {
    async fn new() -> Option<Self> {
        let connected = MySqlConnection::connect(&url()).await;
        let mut plain = connected_or_skip("mysql", connected)?;
        let name = format!("driver_{}", Uuid::now_v7().simple());
        // A character set that differs from ours on purpose: tables name their own.
        run(
            &mut plain,
            &format!("CREATE DATABASE {name} CHARACTER SET latin1; USE {name}"),
        )
        .await
        .unwrap();
        Some(Self { name, plain })
    }

    fn url(&self) -> String {
        let url = url();
        let (server, _) = url.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }

    async fn db(&self) -> Db {
        Db::connect(&self.url()).await.unwrap()
    }

    /// Opens a connection as the driver does.
    async fn connection(&self, limits: &Limits) -> MySqlConnection {
        let hosts: sqlx::mysql::MySqlConnectOptions = self.url().parse().unwrap();
        let options = crate::driver::mysql::session::session_options(hosts);
        open(&options, limits, true).await.unwrap().connection
    }

    async fn execute(&mut self, sql: &str) {
        run(&mut self.plain, sql).await.unwrap();
    }

    async fn drop_database(mut self) {
        let sql = format!("DROP DATABASE {}", self.name);
        self.execute(&sql).await;
    }
}

async fn run(connection: &mut MySqlConnection, sql: &str) -> Result<(), sqlx::Error> {
    crate::driver::sqlx::execute::execute::<MySql>(connection, sql.to_owned()).await
}

/// Returns the fault that the driver makes of the error of a statement.
async fn fault(
    connection: &mut MySqlConnection,
    sql: &str,
    table: Option<&'static Table>,
) -> Fault {
    let error = run(connection, sql).await.expect_err(sql);
    classify::<MySql>(error, table, &FkHint::NewRow)
}

/// Returns the first value of the first row, as text.
async fn value(connection: &mut MySqlConnection, sql: &str) -> String {
    let row = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .fetch_one(connection)
        .await
        .unwrap();
    row.try_get_unchecked(0).unwrap()
}
