//! [`TestDb`]: a database for one test.

use std::ops::Deref;
use std::sync::Arc;

use crate::db::Db;
use crate::db::builder::Builder;
use crate::db::executor::{Connection, Executor};
use crate::driver::limits::Durability;
use crate::driver::recorder::RecordingDriver;
use crate::error::Result;
use crate::password::policy::PasswordPolicy;
use crate::schema::Schema;
use crate::testing::namespace::Namespace;

/// The environment variable with the URL for test databases.
const URL: &str = "FIVEFOLD_TEST_URL";

/// A database for one test, used like a [`Db`]. It is removed by [`TestDb::close`], and when it is
/// dropped.
///
/// ```
/// # use fivefold::prelude::*;
/// # use fivefold::testing::TestDb;
/// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, pub name: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let (one, other) = (TestDb::new(&schema![Tag]).await?, TestDb::new(&schema![Tag]).await?);
/// Tag::create(&one, TagCreate::new("rust")).await?;
/// assert_eq!((Tag::count(&one).await?, Tag::count(&other).await?), (1, 0));
/// # one.close().await?;
/// # other.close().await }
/// ```
#[derive(Debug)]
#[must_use = "the database is removed when this is dropped"]
pub struct TestDb {
    db: Db,
    namespace: Option<Namespace>,
}

impl TestDb {
    /// Creates a database with these tables: in memory, or at the URL in the environment variable
    /// `FIVEFOLD_TEST_URL`.
    ///
    /// # Errors
    ///
    /// As for [`Db::connect`] and [`Db::create_all`]; `Unavailable` too when no database can be
    /// created at the URL.
    pub async fn new(schema: &Schema) -> Result<Self> {
        let url = std::env::var(URL).unwrap_or_else(|_| "sqlite::memory:".to_owned());
        Self::at(&url, schema).await
    }

    /// Creates a database with these tables at the URL: `sqlite::memory:`, `sqlite:` and a folder,
    /// or a server.
    ///
    /// # Errors
    ///
    /// As for [`TestDb::new`].
    pub async fn at(url: &str, schema: &Schema) -> Result<Self> {
        Self::tuned(url, schema, |builder| builder).await
    }

    /// Creates a database as [`TestDb::at`] does, with limits or listeners that the closure sets.
    ///
    /// # Errors
    ///
    /// As for [`TestDb::new`].
    pub async fn tuned(
        url: &str,
        schema: &Schema,
        tune: impl FnOnce(Builder) -> Builder,
    ) -> Result<Self> {
        let (namespace, url) = Namespace::make(url).await?;
        let builder = Db::builder(&url)
            .durability(Durability::Server)
            .passwords(PasswordPolicy::insecure_for_tests());
        let mut opened = Opening(namespace);
        let db = tune(builder).connect().await?;
        let driver = RecordingDriver::over(Arc::clone(db.driver()));
        let db = db.with_driver(driver);
        db.create_all(schema).await?;
        Ok(Self {
            db,
            namespace: opened.0.take(),
        })
    }

    /// Waits for running operations, and removes the database.
    ///
    /// # Errors
    ///
    /// The errors of [`Db::close`], and those of the connection that removes the database.
    pub async fn close(mut self) -> Result<()> {
        let closed = self.db.close().await;
        match self.namespace.take() {
            Some(namespace) => namespace.remove().await.and(closed),
            None => closed,
        }
    }
}

/// The namespace of a database that is not open yet; removed when it is dropped.
struct Opening(Option<Namespace>);

impl Drop for Opening {
    fn drop(&mut self) {
        if let Some(namespace) = self.0.take() {
            namespace.remove_now();
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(namespace) = self.namespace.take() {
            namespace.remove_now();
        }
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Executor for TestDb {
    fn connection(&self) -> Connection<'_> {
        self.db.connection()
    }
}
