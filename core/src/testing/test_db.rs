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
use crate::testing::namespace::Place;

/// The environment variable that says where tests have their databases.
const URL: &str = "FIVEFOLD_TEST_URL";

/// A database for one test, used like a [`Db`]. It is removed by [`TestDb::close`], and when it is dropped.
///
/// ```
/// # use fivefold::prelude::*;
/// # use fivefold::testing::TestDb;
/// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, pub name: String }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let (one, other) = (TestDb::new(&schema![Tag]).await?, TestDb::new(&schema![Tag]).await?);
/// Tag::create(&one, TagCreate::new("rust")).await?;
/// assert_eq!((Tag::count(&one).await?, Tag::count(&other).await?), (1, 0));
/// # one.close().await?;
/// # other.close().await })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "the database is removed when this is dropped"]
pub struct TestDb {
    db: Db,
    place: Option<Place>,
}

impl TestDb {
    /// Makes a database with these tables: in memory, or where the environment variable `FIVEFOLD_TEST_URL` leads.
    ///
    /// # Errors
    ///
    /// As for [`Db::connect`] and [`Db::create_all`]; `Unavailable` too when there is no room for a database where the URL leads.
    pub async fn new(schema: &Schema) -> Result<Self> {
        let url = std::env::var(URL).unwrap_or_else(|_| "sqlite::memory:".to_owned());
        Self::at(&url, schema).await
    }

    /// Makes a database with these tables where the URL leads: `sqlite::memory:`, `sqlite:` and a folder, or a server.
    ///
    /// # Errors
    ///
    /// As for [`TestDb::new`].
    pub async fn at(url: &str, schema: &Schema) -> Result<Self> {
        Self::tuned(url, schema, |builder| builder).await
    }

    /// Makes a database as [`TestDb::at`] does, with limits or listeners of its own.
    ///
    /// # Errors
    ///
    /// As for [`TestDb::new`].
    pub async fn tuned(
        url: &str,
        schema: &Schema,
        tune: impl FnOnce(Builder) -> Builder,
    ) -> Result<Self> {
        let (place, url) = Place::make(url).await?;
        let builder = Db::builder(&url)
            .durability(Durability::Server)
            .passwords(PasswordPolicy::insecure_for_tests());
        let mut opened = Opening(place);
        let db = tune(builder).connect().await?;
        let driver = RecordingDriver::over(Arc::clone(db.driver()));
        let db = db.with_driver(driver);
        db.create_all(schema).await?;
        Ok(Self {
            db,
            place: opened.0.take(),
        })
    }

    /// Waits for what is running, and removes the database.
    ///
    /// # Errors
    ///
    /// Those of [`Db::close`] and of the connection that removes it.
    pub async fn close(mut self) -> Result<()> {
        let closed = self.db.close().await;
        match self.place.take() {
            Some(place) => place.remove().await.and(closed),
            None => closed,
        }
    }
}

/// A place for a database that is not open yet.
struct Opening(Option<Place>);

impl Drop for Opening {
    fn drop(&mut self) {
        if let Some(place) = self.0.take() {
            place.remove_now();
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(place) = self.place.take() {
            place.remove_now();
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
