//! [`Builder`]: opens a database, with limits other than the default ones.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::crypto::cursor::key::CursorKey;
use crate::db::Db;
use crate::db::event::Listeners;
use crate::db::replica::pool::Replicas;
use crate::driver;
use crate::driver::limits::{Durability, Limits};
use crate::driver::seam::Driver;
use crate::error::{Result, no_runtime};
use crate::password::hashing::Hashing;

/// Opens a [`Db`] with limits that you set. Every wait has a limit.
///
/// ```
/// use std::time::Duration;
///
/// use fivefold::Db;
/// use fivefold::db::Durability;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), fivefold::Error> {
/// let db = Db::builder("sqlite::memory:").durability(Durability::Normal).statement_timeout(Duration::from_secs(5)).connect().await?;
/// # Ok(()) }
/// ```
#[must_use = "a builder opens nothing until `connect` is called"]
pub struct Builder {
    origin: Origin,
    limits: Limits,
    hashing: Hashing,
    cursors: Result<CursorKey>,
    pub(crate) listeners: Listeners,
    replicas: Vec<String>,
}

/// Makes a driver over an existing pool.
pub(crate) type Over = Box<dyn FnOnce(&Limits) -> Arc<dyn Driver> + Send>;

/// The source of the connections.
enum Origin {
    Url(String),
    /// A file of SQLite.
    File(PathBuf),
    /// An existing pool.
    #[allow(
        dead_code,
        reason = "made from pools of the application, which some builds leave out"
    )]
    Pool(Over),
}

impl Db {
    /// Opens the database at the URL, with the default limits, and returns a handle.
    ///
    /// Requires a tokio runtime with its timer enabled: every wait has a limit.
    ///
    /// `sqlite:app.db` is a file, which is created if it does not exist; `sqlite:app.db?mode=ro`
    /// opens it read-only, `mode=rw` does not create it. `sqlite::memory:` is a new database in
    /// memory, which ends with the handle. In a URL `%20` is a blank, and `?` ends the path:
    /// [`Db::open`] takes a path as it is.
    ///
    /// `postgres://user:password@host:5432/database` and `mysql://user:password@host:3306/database`
    /// are servers; `postgresql:` and `mariadb:` mean the same. Several hosts,
    /// `mysql://user@a,b:3307,c/database`, are one database with one primary server: all
    /// connections go to the first server that can be used, and to the next one when it fails.
    /// Connections to other machines are encrypted and the certificate is verified, unless
    /// `sslmode` (PostgreSQL) or `ssl-mode` (MySQL) in the URL says otherwise.
    ///
    /// # Errors
    ///
    /// `Misuse` for a URL that cannot be parsed, `Unsupported` for a database whose feature is not
    /// enabled, `Unavailable` when it cannot be opened.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::builder(url).connect().await
    }

    /// Opens the file of SQLite at the path, which is created if it does not exist, with the default
    /// limits, and returns a handle.
    ///
    /// The path is taken as it is: unlike in the URL of [`Db::connect`], no character of it has
    /// another meaning.
    ///
    /// # Errors
    ///
    /// As for [`Db::connect`].
    ///
    /// ```
    /// # use fivefold::Db;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), fivefold::Error> {
    /// # let dir = std::env::temp_dir().join(format!("fivefold-open-{}", std::process::id()));
    /// # std::fs::create_dir_all(&dir).unwrap();
    /// let db = Db::open(dir.join("50% of all?.db")).await?;
    /// # db.close().await?;
    /// # assert!(dir.join("50% of all?.db").exists());
    /// # std::fs::remove_dir_all(&dir).unwrap();
    /// # Ok(()) }
    /// ```
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::builder_for_file(path).connect().await
    }

    /// Returns a builder for the file of SQLite at the path, as for [`Db::open`].
    pub fn builder_for_file(path: impl AsRef<Path>) -> Builder {
        Builder::of(Origin::File(path.as_ref().to_owned()))
    }

    /// Returns a builder, to set limits before the database is opened.
    pub fn builder(url: &str) -> Builder {
        Builder::of(Origin::Url(url.to_owned()))
    }
}

impl Builder {
    /// Returns a builder of a handle over an existing pool.
    #[allow(
        dead_code,
        reason = "called for pools of the application, which some builds leave out"
    )]
    pub(crate) fn over_pool(over: Over) -> Self {
        Self::of(Origin::Pool(over))
    }

    fn of(origin: Origin) -> Self {
        Self {
            origin,
            limits: Limits::default(),
            hashing: Hashing::default(),
            cursors: Ok(CursorKey::default()),
            listeners: Listeners::default(),
            replicas: Vec::new(),
        }
    }

    /// Sets the policy for new and stored password hashes. The default is
    /// [`PasswordPolicy::rfc9106`](crate::auth::PasswordPolicy::rfc9106).
    ///
    /// The permits and the queue are shared by this handle and its clones.
    #[cfg(feature = "auth")]
    pub fn passwords(mut self, policy: crate::password::policy::PasswordPolicy) -> Self {
        self.hashing = Hashing::new(policy);
        self
    }

    /// Sets the secret that signs the cursors of pages: at least 32 random bytes, the same for all
    /// processes that accept each other's cursors. By default each handle generates one, and its
    /// cursors become invalid when the application ends.
    ///
    /// With fewer bytes [`Builder::connect`] returns `Misuse`.
    pub fn cursor_secret(mut self, secret: impl AsRef<[u8]>) -> Self {
        self.cursors = CursorKey::of_secret(secret.as_ref());
        self
    }

    /// Adds a replica, which [`Db::replica`](crate::Db::replica) reads from. Several can be added.
    ///
    /// The URL is as for [`Db::connect`], and the limits of this builder apply to it, except for
    /// the durability. [`Builder::connect`] opens it, and returns `Unavailable` if it cannot be
    /// reached, and `Misuse` if it is another kind of database.
    pub fn replica(mut self, url: &str) -> Self {
        self.replicas.push(url.to_owned());
        self
    }

    /// Sets the durability guarantee of an acknowledged commit. The default is
    /// [`Durability::Full`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.limits.durability = durability;
        self
    }

    /// Sets the maximum number of read-only connections to SQLite, at least one. The default is the
    /// number of processors, at least four.
    pub fn readers(mut self, readers: usize) -> Self {
        self.limits.readers = readers.max(1);
        self
    }

    /// Sets the maximum number of connections to a server, at least one. The default is 10.
    pub fn connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections.max(1);
        self
    }

    /// Sets the timeout for opening a connection to one server. The default is 5 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = limit;
        self
    }

    /// Sets the time after which an idle connection to a server is closed. The default is 10
    /// minutes.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle = limit;
        self
    }

    /// Sets the time after which an idle connection to a server is pinged before it writes. The
    /// default is 10 milliseconds.
    ///
    /// Where a server closes a connection at rest, a write that is sent on it would be
    /// `OutcomeUnknown`. A ping is one more round trip; connections of a busy handle do not rest.
    /// With zero, every write is preceded by one.
    pub fn ping_before_write_after(mut self, rest: Duration) -> Self {
        self.limits.rest_before_write = rest;
        self
    }

    /// Sets the maximum lifetime of a connection to a server, after which it is replaced. The
    /// default is 30 minutes.
    pub fn max_lifetime(mut self, limit: Duration) -> Self {
        self.limits.lifetime = limit;
        self
    }

    /// Sets the timeout for a connection from the pool. The default is 10 seconds.
    pub fn acquire_timeout(mut self, limit: Duration) -> Self {
        self.limits.acquire = limit;
        self
    }

    /// Sets the timeout for the lock of another writer. The default is 5 seconds.
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.limits.lock = limit;
        self
    }

    /// Sets the timeout of a statement. The default is 30 seconds.
    pub fn statement_timeout(mut self, limit: Duration) -> Self {
        self.limits.statement = limit;
        self
    }

    /// Sets the time after which an idle transaction is rolled back. The default is 60 seconds.
    pub fn idle_in_transaction_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle_in_transaction = limit;
        self
    }

    /// Sets the maximum number of attempts of [`Db::transaction`], and the time within which it
    /// retries. By default, it retries for 15 seconds, however often.
    pub fn retries(mut self, attempts: u32, within: Duration) -> Self {
        self.limits.attempts = attempts.max(1);
        self.limits.retry = within;
        self
    }

    /// Opens the database, and returns a handle.
    ///
    /// # Errors
    ///
    /// As for [`Db::connect`].
    pub async fn connect(self) -> Result<Db> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(no_runtime());
        }
        let cursors = self.cursors?;
        let driver = match self.origin {
            Origin::Url(url) => driver::open(&url, &self.limits).await?,
            Origin::File(path) => driver::open_file(&path, &self.limits).await?,
            Origin::Pool(over) => over(&self.limits),
        };
        let mut replicas = Replicas::default();
        let limits = Limits {
            durability: Durability::Server,
            ..self.limits.clone()
        };
        for url in &self.replicas {
            replicas.add(&*driver, driver::open(url, &limits).await?)?;
        }
        Ok(Db {
            replicas: Arc::new(replicas),
            hashing: self.hashing,
            cursors,
            listeners: self.listeners,
            ..Db::over(driver, self.limits)
        })
    }
}

/// Does not print the URL, which may hold a password.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
