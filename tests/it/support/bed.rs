//! The database of one test.

use std::time::{Duration, Instant};

use fivefold::Schema;
use fivefold::db::Builder;
use fivefold::prelude::*;
use tempfile::TempDir;

use super::engine::{Engine, Place, Sql};
use super::outside::Outside;
use super::space::Space;

/// A database for one test. Gone when the test ends.
pub struct Bed {
    pub db: Db,
    pub engine: &'static Engine,
    pub url: String,
    pub dir: TempDir,
    // After the handle: fields are dropped in their order.
    space: Option<Space>,
}

impl Bed {
    /// Returns a database with the tables of all models.
    pub async fn new(engine: &'static Engine) -> Self {
        Self::tuned(engine, |builder| builder).await
    }

    /// Returns a database with limits of its own and the tables of all models.
    pub async fn tuned(engine: &'static Engine, tune: impl FnOnce(Builder) -> Builder) -> Self {
        let bed = Self::bare(engine, tune).await;
        bed.db.create_all(&crate::models::schema()).await.unwrap();
        bed
    }

    /// Returns a database without a table.
    pub async fn bare(engine: &'static Engine, tune: impl FnOnce(Builder) -> Builder) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let Place { url, space } = engine.place(&dir);
        let db = tune(Db::builder(&url)).connect().await.unwrap();
        Self {
            db,
            engine,
            url,
            dir,
            space,
        }
    }

    /// Returns a database without a table.
    pub async fn empty(engine: &'static Engine) -> Self {
        Self::bare(engine, |builder| builder).await
    }

    /// Returns a database with the tables of these models only.
    pub async fn with(engine: &'static Engine, schema: &Schema) -> Self {
        let bed = Self::empty(engine).await;
        bed.db.create_all(schema).await.unwrap();
        bed
    }

    /// Opens the database once more, where it can be.
    pub async fn again(&self, tune: impl FnOnce(Builder) -> Builder) -> Option<Db> {
        match self.engine.kept {
            true => Some(tune(Db::builder(&self.url)).connect().await.unwrap()),
            false => None,
        }
    }

    /// Opens a connection that is not the SDK's, where there can be one.
    pub fn outside(&self) -> Option<Outside> {
        match (self.engine.sql, &self.space) {
            (Sql::Sqlite, _) => self
                .engine
                .kept
                .then(|| Outside::sqlite(&self.dir.path().join("test.db"))),
            (Sql::Postgres, space) => space.as_ref().map(Outside::postgres),
            (Sql::MariaDb, space) => space.as_ref().map(Outside::mariadb),
        }
    }

    /// Waits until no connection is in use any more.
    pub async fn settled(&self) {
        settled(&self.db).await;
    }
}

/// Begins transactions until there is no connection left for another one.
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
        assert!(open.len() < 100, "there is no end to the connections");
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
