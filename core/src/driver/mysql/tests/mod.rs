//! What is MariaDB's and MySQL's own, against a server. Where none is found the tests say so and
//! pass, unless it is asked for.

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
use crate::driver::sqlx::tests::reached;
use crate::prelude::*;
use crate::table::Table;

fn url() -> String {
    std::env::var("FIVEFOLD_TEST_MYSQL")
        .unwrap_or_else(|_| "mysql://root@127.0.0.1:3306/test".to_owned())
}

/// A database of its own on the server, and a connection that sqlx made as it likes.
struct Bed {
    name: String,
    outside: MySqlConnection,
}

impl Bed {
    async fn new() -> Option<Self> {
        let connected = MySqlConnection::connect(&url()).await;
        let mut outside = reached("mysql", connected)?;
        let name = format!("driver_{}", Uuid::now_v7().simple());
        // Of another character set than ours on purpose: tables say their own.
        run(
            &mut outside,
            &format!("CREATE DATABASE {name} CHARACTER SET latin1; USE {name}"),
        )
        .await
        .unwrap();
        Some(Self { name, outside })
    }

    fn url(&self) -> String {
        let url = url();
        let (server, _) = url.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }

    async fn db(&self) -> Db {
        Db::connect(&self.url()).await.unwrap()
    }

    /// A connection as the driver makes it.
    async fn connection(&self, limits: &Limits) -> MySqlConnection {
        let hosts: sqlx::mysql::MySqlConnectOptions = self.url().parse().unwrap();
        let options = crate::driver::mysql::session::session_options(hosts);
        open(&options, limits, true).await.unwrap().connection
    }

    async fn outside(&mut self, sql: &str) {
        run(&mut self.outside, sql).await.unwrap();
    }

    async fn gone(mut self) {
        let sql = format!("DROP DATABASE {}", self.name);
        self.outside(&sql).await;
    }
}

async fn run(connection: &mut MySqlConnection, sql: &str) -> Result<(), sqlx::Error> {
    crate::driver::sqlx::execute::execute::<MySql>(connection, sql.to_owned()).await
}

/// What the driver makes of the error of a statement.
async fn fault(
    connection: &mut MySqlConnection,
    sql: &str,
    table: Option<&'static Table>,
) -> Fault {
    let error = run(connection, sql).await.expect_err(sql);
    classify::<MySql>(error, table, &FkHint::NewRow)
}

/// The first value of the first row, as text.
async fn value(connection: &mut MySqlConnection, sql: &str) -> String {
    let row = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .fetch_one(connection)
        .await
        .unwrap();
    row.try_get_unchecked(0).unwrap()
}
