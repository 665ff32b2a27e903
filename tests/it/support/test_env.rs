//! The database of one test.

use std::time::{Duration, Instant};

use fivefold::Schema;
use fivefold::db::Builder;
use fivefold::prelude::*;
use tempfile::TempDir;

use super::engine::{Engine, Sql, TestDatabase};
use super::raw_connection::RawConnection;
use super::test_schema::TestSchema;

/// A database for one test. It is removed when the test ends.
pub struct TestEnv {
    pub db: Db,
    pub engine: &'static Engine,
    pub url: String,
    pub dir: TempDir,
    // After the handle: fields are dropped in their order.
    schema: Option<TestSchema>,
}

impl TestEnv {
    /// Returns a database with the tables of all models.
    pub async fn new(engine: &'static Engine) -> Self {
        Self::tuned(engine, |builder| builder).await
    }

    /// Returns a database with limits of its own and the tables of all models. The tables are created under the default
    /// limits, so that a slow machine does not exceed those of the test.
    pub async fn tuned(engine: &'static Engine, tune: impl FnOnce(Builder) -> Builder) -> Self {
        let env = Self::empty(engine).await;
        env.db.create_all(&crate::models::schema()).await.unwrap();
        env.retuned(tune).await
    }

    /// Opens the database again with limits of its own, and closes the handle before; a database in memory is made anew.
    async fn retuned(mut self, tune: impl FnOnce(Builder) -> Builder) -> Self {
        let before = self.db.clone();
        self.db = tune(Db::builder(&self.url)).connect().await.unwrap();
        before.close().await.unwrap();
        if !self.engine.kept {
            self.db.create_all(&crate::models::schema()).await.unwrap();
        }
        self
    }

    /// Returns a database without a table.
    pub async fn bare(engine: &'static Engine, tune: impl FnOnce(Builder) -> Builder) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let TestDatabase { url, schema } = engine.test_database(&dir);
        let db = tune(Db::builder(&url)).connect().await.unwrap();
        Self {
            db,
            engine,
            url,
            dir,
            schema,
        }
    }

    /// Returns a database without a table.
    pub async fn empty(engine: &'static Engine) -> Self {
        Self::bare(engine, |builder| builder).await
    }

    /// Returns a database with the tables of these models only.
    pub async fn with(engine: &'static Engine, schema: &Schema) -> Self {
        let env = Self::empty(engine).await;
        env.db.create_all(schema).await.unwrap();
        env
    }

    /// Opens the database once more; `None` for a database in memory.
    pub async fn again(&self, tune: impl FnOnce(Builder) -> Builder) -> Option<Db> {
        match self.engine.kept {
            true => Some(tune(Db::builder(&self.url)).connect().await.unwrap()),
            false => None,
        }
    }

    /// Opens a connection that bypasses the SDK; `None` for a database in memory.
    pub fn raw_connection(&self) -> Option<RawConnection> {
        match (self.engine.sql, &self.schema) {
            (Sql::Sqlite, _) => self
                .engine
                .kept
                .then(|| RawConnection::sqlite(&self.dir.path().join("test.db"))),
            (Sql::Postgres, schema) => schema.as_ref().map(RawConnection::postgres),
            (Sql::MariaDb, schema) => schema.as_ref().map(RawConnection::mariadb),
        }
    }

    /// Waits until no connection is in use any more.
    pub async fn settled(&self) {
        settled(&self.db).await;
    }
}

/// Begins transactions until no connection is left.
pub async fn occupied(db: &Db) -> Vec<Tx> {
    let mut open = Vec::new();
    loop {
        match db.begin().await {
            Ok(tx) => open.push(tx),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
                return open;
            }
        }
        assert!(open.len() < 100, "the number of connections has no limit");
    }
}

/// Waits until no connection is in use any more, 5 seconds at most.
pub async fn settled(db: &Db) {
    let until = Instant::now() + Duration::from_secs(5);
    while db.metrics().in_use > 0 {
        assert!(
            Instant::now() < until,
            "{} connections are still in use",
            db.metrics().in_use
        );
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
}
