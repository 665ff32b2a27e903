//! Two servers that a URL names.

use std::sync::Arc;
use std::time::Duration;

use fivefold::prelude::*;

use crate::raw_connection::{APP, RawConnection};
use crate::test_database::TestServer;

/// Two servers, each with a database of the same name and the same tables.
pub struct Pair {
    pub name: String,
    pub servers: [Arc<TestServer>; 2],
    pub raw: [RawConnection; 2],
}

impl Pair {
    pub fn url(&self) -> String {
        let [first, second] = &self.servers;
        let hosts = format!("{},{}", first.host(), second.host());
        format!("{}://{APP}@{hosts}/{}", first.scheme(), self.name)
    }

    pub fn url_of(&self, server: &TestServer) -> String {
        format!(
            "{}://{APP}@{}/{}",
            server.scheme(),
            server.host(),
            self.name
        )
    }

    pub async fn open(&self) -> Db {
        let builder = Db::builder(&self.url()).connections(super::CONNECTIONS);
        builder.connect().await.unwrap()
    }

    /// Makes a server one that reads only, or one that writes again.
    pub async fn reads_only(&mut self, at: usize, is_so: bool) {
        let raw = &mut self.raw[at];
        let on = if is_so { "on" } else { "off" };
        match raw {
            RawConnection::Postgres(_) => {
                raw.execute(&format!(
                    "ALTER SYSTEM SET default_transaction_read_only = {on}"
                ))
                .await;
                raw.execute("SELECT pg_reload_conf()").await;
                // Each process of the server reads it by itself.
                let question = "SELECT CASE WHEN current_setting('default_transaction_read_only') = 'on' THEN 1 ELSE 0 END";
                while raw.number(question).await != i64::from(is_so) {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            _ => raw.execute(&format!("SET GLOBAL read_only = {on}")).await,
        }
    }

    pub async fn has(&mut self, at: usize, number: i64) -> bool {
        let sql = format!("SELECT count(*) FROM entry WHERE number = {number}");
        self.raw[at].number(&sql).await == 1
    }
}
