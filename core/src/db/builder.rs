//! [`Builder`]: opens a database, with limits other than the default ones.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::crypto::cursor::key::CursorKey;
use crate::db::Db;
use crate::db::event::Listeners;
use crate::db::replica::pool::Replicas;
use crate::driver;
use crate::driver::Driver;
use crate::driver::limits::{Durability, Limits};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::password::hashing::Hashing;

/// Opens a [`Db`] with limits of your own. Every wait has one.
///
/// ```
/// use std::time::Duration;
///
/// use fivefold::Db;
/// use fivefold::db::Durability;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let db = Db::builder("sqlite::memory:").durability(Durability::Normal).statement_timeout(Duration::from_secs(5)).connect().await?;
/// # Ok::<(), fivefold::Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
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

/// Puts a driver over connections that are there already.
pub(crate) type Over = Box<dyn FnOnce(&Limits) -> Arc<dyn Driver> + Send>;

/// What is opened.
pub(crate) enum Origin {
    Url(String),
    /// Connections that are there already.
    #[allow(
        dead_code,
        reason = "made from the pools of programs, which some builds leave out"
    )]
    Pool(Over),
}

impl Db {
    /// Opens the database that the URL names, with the default limits.
    ///
    /// Runs on tokio, with its timer enabled: each wait has a limit.
    ///
    /// `sqlite:app.db` is a file, created when it is not there; `sqlite:app.db?mode=ro` opens it for reading only, `mode=rw`
    /// does not create it. `sqlite::memory:` is a database of its own, gone with the handle.
    ///
    /// `postgres://user:password@host:5432/database` and `mysql://user:password@host:3306/database` are servers;
    /// `postgresql:` and `mariadb:` mean the same. Several hosts, `mysql://user@a,b:3307,c/database`, are one database of
    /// which one server takes the writes: all connections go to the first that can be used, and to the next when it cannot be
    /// any more. Off this machine the connection is encrypted and the certificate verified, unless `sslmode` (PostgreSQL) or
    /// `ssl-mode` (MySQL) in the URL says otherwise.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for a URL that cannot be understood, [`ErrorKind::Unsupported`] for a database that this build
    /// leaves out, [`ErrorKind::Unavailable`] when it cannot be opened.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::builder(url).connect().await
    }

    /// Returns a builder, to set limits before the database is opened.
    pub fn builder(url: &str) -> Builder {
        Builder::of(Origin::Url(url.to_owned()))
    }
}

impl Builder {
    /// A builder of a handle over connections that exist already.
    #[allow(
        dead_code,
        reason = "called for the pools of applications, which some builds leave out"
    )]
    pub(crate) fn over_pool(over: Over) -> Self {
        Self::of(Origin::Pool(over))
    }

    pub(crate) fn of(origin: Origin) -> Self {
        Self {
            origin,
            limits: Limits::default(),
            hashing: Hashing::default(),
            cursors: Ok(CursorKey::default()),
            listeners: Listeners::default(),
            replicas: Vec::new(),
        }
    }

    /// Sets how passwords are hashed, and which hashes are accepted. The default is
    /// [`PasswordPolicy::rfc9106`](crate::auth::PasswordPolicy::rfc9106).
    ///
    /// The limit on memory and the queue hold for this handle and its clones.
    #[cfg(feature = "auth")]
    pub fn passwords(mut self, policy: crate::password::policy::PasswordPolicy) -> Self {
        self.hashing = Hashing::new(policy);
        self
    }

    /// Sets what cursors of pages are signed with: 32 random bytes at least, the same for all processes that take each other's
    /// cursors. By default each handle makes its own, and its cursors are void when the program ends.
    ///
    /// Fewer bytes are refused by [`Builder::connect`], with [`ErrorKind::Misuse`].
    pub fn cursor_secret(mut self, secret: impl AsRef<[u8]>) -> Self {
        self.cursors = CursorKey::of_secret(secret.as_ref());
        self
    }

    /// Adds a copy of the database that [`Db::replica`](crate::Db::replica) reads from; called several times, several.
    ///
    /// The URL is as for [`Db::connect`], and the limits of this builder hold for it as well; what it would lose is of no concern. It is
    /// opened by [`Builder::connect`], which fails where it cannot be reached, with `Unavailable`, or is of another kind, with `Misuse`.
    pub fn replica(mut self, url: &str) -> Self {
        self.replicas.push(url.to_owned());
        self
    }

    /// Sets how sure a commit is once it has been answered. The default is [`Durability::Full`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.limits.durability = durability;
        self
    }

    /// Sets the most connections that only read, one at least. The default is the number of processors, four at least.
    pub fn readers(mut self, readers: usize) -> Self {
        self.limits.readers = readers.max(1);
        self
    }

    /// Sets the most connections to a server, one at least. The default is 10.
    pub fn connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections.max(1);
        self
    }

    /// Sets how long a connection to one server may take to open. The default is 5 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = limit;
        self
    }

    /// Sets how long a connection to a server may rest before it is closed. The default is 10 minutes.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle = limit;
        self
    }

    /// Sets how long a connection to a server may live before it is closed and replaced. The default is 30 minutes.
    pub fn max_lifetime(mut self, limit: Duration) -> Self {
        self.limits.lifetime = limit;
        self
    }

    /// Sets how long a call waits for a connection. The default is 10 seconds.
    pub fn acquire_timeout(mut self, limit: Duration) -> Self {
        self.limits.acquire = limit;
        self
    }

    /// Sets how long a write waits for another process's lock. The default is 5 seconds.
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.limits.lock = limit;
        self
    }

    /// Sets how long a statement may run. The default is 30 seconds.
    pub fn statement_timeout(mut self, limit: Duration) -> Self {
        self.limits.statement = limit;
        self
    }

    /// Sets how long a transaction may lie idle before it is rolled back. The default is 60 seconds.
    pub fn idle_in_transaction_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle_in_transaction = limit;
        self
    }

    /// Sets how often [`Db::transaction`] runs its closure at most, and for how long it starts again. The default is 5 times
    /// within 15 seconds.
    pub fn retries(mut self, attempts: u32, within: Duration) -> Self {
        self.limits.attempts = attempts.max(1);
        self.limits.retry = within;
        self
    }

    /// Opens the database.
    ///
    /// # Errors
    ///
    /// As for [`Db::connect`].
    pub async fn connect(self) -> Result<Db> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::new(
                ErrorKind::Unavailable,
                "there is no tokio runtime here; call this from within one, with its timer enabled",
            ));
        }
        let cursors = self.cursors?;
        let driver = match self.origin {
            Origin::Url(url) => driver::open(&url, &self.limits).await?,
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

/// Prints nothing of the URL: it may hold a password.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
