//! One throw-away database per test, on each engine, and how to look at it.

mod expect;
mod outside;
mod poll;
mod random;

use std::time::{Duration, Instant};

use fivefold::prelude::*;
use fivefold::{Builder, Schema};
use tempfile::TempDir;

pub use expect::{Shape, failed, shape, validation_codes};
pub use outside::Outside;
pub use poll::{catch_panic, poll_at_most};
pub use random::Random;

/// A kind of database, and what is special about it. A test asks for the capability that it needs.
pub struct Engine {
    /// Rows outlive the handle; other handles and other programs can open the database at the same time.
    pub kept: bool,
    /// Reads go on while a transaction writes.
    pub reads_beside_writer: bool,
    place: fn(&TempDir) -> String,
}

pub static SQLITE_MEMORY: Engine = Engine {
    kept: false,
    reads_beside_writer: false,
    place: |_| "sqlite::memory:".to_owned(),
};

pub static SQLITE_FILE: Engine = Engine {
    kept: true,
    reads_beside_writer: true,
    place: |dir| format!("sqlite:{}", dir.path().join("test.db").display()),
};

/// A database for one test. Gone when the test ends.
pub struct Bed {
    pub db: Db,
    pub engine: &'static Engine,
    pub url: String,
    pub dir: TempDir,
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
        let url = (engine.place)(&dir);
        let db = tune(Db::builder(&url)).connect().await.unwrap();
        Self {
            db,
            engine,
            url,
            dir,
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
        self.engine
            .kept
            .then(|| Outside::open(&self.dir.path().join("test.db")))
    }

    /// Waits until no connection is in use any more.
    pub async fn settled(&self) {
        settled(&self.db).await;
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

/// Makes one test of each function on each engine.
macro_rules! for_each_db {
    ($($(#[$attribute:meta])* async fn $name:ident($bed:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all that its file names")]
            use super::*;

            $(#[$attribute])*
            async fn run($bed: &$crate::support::Bed) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_memory() {
                run(&$crate::support::Bed::new(&$crate::support::SQLITE_MEMORY).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_file() {
                run(&$crate::support::Bed::new(&$crate::support::SQLITE_FILE).await).await;
            }
        }
    )*};
}

/// Makes one test of each function on each engine, which opens its databases itself.
macro_rules! for_each_engine {
    ($($(#[$attribute:meta])* async fn $name:ident($engine:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all that its file names")]
            use super::*;

            $(#[$attribute])*
            async fn run($engine: &'static $crate::support::Engine) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_memory() {
                run(&$crate::support::SQLITE_MEMORY).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_file() {
                run(&$crate::support::SQLITE_FILE).await;
            }
        }
    )*};
}
