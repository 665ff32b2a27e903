//! Opens a connection, sets it up, and verifies its settings.

use std::cell::{RefCell, RefMut};
use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;

use crate::driver::limits::{Durability, Limits};
use crate::driver::sqlite::busy_timeout::BusyTimeout;
use crate::driver::sqlite::classify::{classify, is_busy};
use crate::driver::sqlite::open_file::OpenFile;
use crate::driver::sqlite::url::{Location, Mode};
use crate::driver::sqlite::{busy_timeout, checkpoint, functions};
use crate::driver::sqlite_common::version::check_version;
use crate::error::kind::ErrorKind;
use crate::error::violation::Violation;
use crate::error::{Error, Result};

/// The number of statements that each connection keeps prepared.
const CACHED_STATEMENTS: usize = 256;

/// The size in bytes to which the WAL file is cut after a checkpoint. Checkpoints begin at 4 MB, and
/// a file that is written again needs no new blocks.
const MAX_IDLE_WAL: i64 = 16 << 20;

/// The number of steps of the virtual machine of SQLite between two checks of the clock: about 10
/// µs.
const PROGRESS_STEPS: i32 = 1_000;

/// The role of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Reader,
    Writer,
}

/// The settings of the connections of a pool.
#[derive(Debug, Clone)]
pub(super) struct ConnectConfig {
    pub(super) location: Location,
    pub(super) role: Role,
    pub(super) durability: Durability,
    pub(super) lock: Duration,
    pub(super) statement: Duration,
}

impl ConnectConfig {
    pub(super) fn new(location: Location, role: Role, limits: &Limits) -> Self {
        Self {
            location,
            role,
            durability: limits.durability,
            lock: limits.lock,
            statement: limits.statement,
        }
    }

    /// Opens a connection. Blocks.
    pub(super) fn open(&self) -> Result<Connection> {
        let busy_timeout = BusyTimeout::new(self.lock);
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = match &self.location {
            Location::Memory => rusqlite::Connection::open_in_memory_with_flags(
                flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            ),
            // Without CREATE: a file that SQLite creates can be readable by other users.
            Location::File {
                path,
                mode: Mode::Read,
            } => rusqlite::Connection::open_with_flags(
                path,
                flags | OpenFlags::SQLITE_OPEN_READ_ONLY,
            ),
            Location::File { path, .. } => rusqlite::Connection::open_with_flags(
                path,
                flags | OpenFlags::SQLITE_OPEN_READ_WRITE,
            ),
        };
        let connection = opened.map_err(open_error)?;
        self.harden(&connection).map_err(open_error)?;
        functions::register(&connection).map_err(open_error)?;
        self.set_journal(&connection, &busy_timeout)?;
        self.verify(&connection)?;
        let clock = Arc::new(Clock::new());
        connection
            .progress_handler(PROGRESS_STEPS, Some(clock.watch(self.statement)))
            .map_err(open_error)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        if self.role == Role::Writer && self.durability == Durability::Normal {
            checkpoint::defer(&connection);
        }
        let file = match &self.location {
            Location::File { path, .. } if self.role == Role::Writer => Some(OpenFile::new(path)),
            _ => None,
        };
        Ok(Connection {
            inner: connection,
            file,
            clock,
            lock: self.lock,
            safe_keys: RefCell::default(),
        })
    }

    /// Sets up a connection again whose settings may have been changed.
    pub(super) fn restore(&self, connection: &Connection) -> Result<()> {
        connection.safe_keys().clear();
        let connection = connection.untimed();
        self.harden(connection).map_err(open_error)?;
        for pragma in [
            "ignore_check_constraints",
            "read_uncommitted",
            "writable_schema",
        ] {
            connection
                .pragma_update(None, pragma, false)
                .map_err(open_error)?;
        }
        self.verify(connection)
    }

    fn harden(&self, connection: &rusqlite::Connection) -> rusqlite::Result<()> {
        connection.busy_handler(Some(busy_timeout::on_busy))?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.pragma_update(None, "query_only", self.role == Role::Reader)
    }

    fn set_journal(
        &self,
        connection: &rusqlite::Connection,
        busy_timeout: &BusyTimeout,
    ) -> Result<()> {
        let Location::File { mode, .. } = self.location else {
            return Ok(());
        };
        let journal =
            || connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
        let is_wal = journal().map_err(open_error)?.eq_ignore_ascii_case("wal");
        if mode == Mode::Read {
            return if is_wal {
                check_version(rusqlite::version_number())
            } else {
                Ok(())
            };
        }
        check_version(rusqlite::version_number())?;
        if connection
            .is_readonly(rusqlite::MAIN_DB)
            .map_err(open_error)?
        {
            let message = "the application may not write the database's file; change its permissions, or open it with `mode=ro`";
            return Err(Error::new(ErrorKind::Unavailable, message));
        }
        if !is_wal {
            enable_wal(connection, busy_timeout).map_err(open_error)?;
        }
        if !journal().map_err(open_error)?.eq_ignore_ascii_case("wal") {
            let message = "the file system of the database's file does not support memory shared between processes, as network file systems do not; use a local one";
            return Err(Error::new(ErrorKind::Unsupported, message));
        }
        // fsync on macOS leaves the bytes in the memory of the drive. Elsewhere this has no effect.
        connection
            .pragma_update(None, "fullfsync", self.durability == Durability::Full)
            .map_err(open_error)?;
        connection
            .pragma_update(None, "synchronous", self.synchronous())
            .map_err(open_error)?;
        // Otherwise the WAL file stays as large as it has ever been until it is closed.
        connection
            .pragma_update(None, "journal_size_limit", MAX_IDLE_WAL)
            .map_err(open_error)
    }

    /// Reads the pragmas back: one that this build of SQLite does not know is ignored without an
    /// error.
    fn verify(&self, connection: &rusqlite::Connection) -> Result<()> {
        let query_only = i64::from(self.role == Role::Reader);
        let mut wanted = vec![
            ("foreign_keys", 1),
            ("trusted_schema", 0),
            ("cell_size_check", 1),
            ("query_only", query_only),
        ];
        if matches!(
            self.location,
            Location::File {
                mode: Mode::Write | Mode::Create,
                ..
            }
        ) {
            wanted.push(("synchronous", self.synchronous()));
        }
        for (pragma, value) in wanted {
            if connection
                .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
                .map_err(open_error)?
                != value
            {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    format!(
                        "this build of SQLite does not support the setting `{pragma}`; use the bundled one"
                    ),
                ));
            }
        }
        Ok(())
    }

    const fn synchronous(&self) -> i64 {
        match self.durability {
            Durability::Full => 2,
            Durability::Normal | Durability::Server => 1,
        }
    }
}

/// Sets the journal mode to WAL, so that readers and the writer do not block each other. SQLite
/// does not call the busy handler for this lock.
fn enable_wal(
    connection: &rusqlite::Connection,
    busy_timeout: &BusyTimeout,
) -> rusqlite::Result<()> {
    let mut attempt = 0;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_busy(&error) && busy_timeout.wait(attempt) => attempt += 1,
            answer => return answer,
        }
    }
}

/// An open connection, with the clock of its statements.
#[derive(Debug)]
pub(super) struct Connection {
    inner: rusqlite::Connection,
    /// The file that it writes; none for a reader and for a database in memory.
    file: Option<OpenFile>,
    clock: Arc<Clock>,
    lock: Duration,
    /// The tables and keys of which each value identifies one row.
    safe_keys: RefCell<HashSet<(&'static str, &'static str)>>,
}

impl Connection {
    /// Returns the connection for one statement, and starts its clock.
    pub(super) fn timed(&self) -> &rusqlite::Connection {
        self.clock.state.store(Clock::STARTED, Ordering::Relaxed);
        &self.inner
    }

    /// Returns the connection without a limit on time: a commit is not interrupted.
    pub(super) fn untimed(&self) -> &rusqlite::Connection {
        self.clock.state.store(Clock::OFF, Ordering::Relaxed);
        &self.inner
    }

    /// Runs a statement that controls a transaction.
    pub(super) fn control(&self, sql: &str) -> rusqlite::Result<()> {
        self.untimed().prepare_cached(sql)?.raw_execute().map(drop)
    }

    /// Refuses to write to a file that was removed or replaced.
    pub(super) fn check_file(&self) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), OpenFile::check)
    }

    /// Returns the limit on waiting for other connections.
    pub(super) const fn lock(&self) -> Duration {
        self.lock
    }

    /// Returns the tables and keys of which each value identifies one row.
    pub(super) fn safe_keys(&self) -> RefMut<'_, HashSet<(&'static str, &'static str)>> {
        self.safe_keys.borrow_mut()
    }

    pub(super) fn in_transaction(&self) -> bool {
        !self.inner.is_autocommit()
    }
}

/// The start of the running statement. It is read every [`PROGRESS_STEPS`] steps, so that a short
/// statement never reads the clock.
#[derive(Debug)]
struct Clock {
    /// [`Self::OFF`], [`Self::STARTED`], or microseconds since `epoch`.
    state: AtomicU64,
    epoch: Instant,
}

impl Clock {
    const OFF: u64 = u64::MAX;
    const STARTED: u64 = u64::MAX - 1;

    fn new() -> Self {
        Self {
            state: AtomicU64::new(Self::OFF),
            epoch: Instant::now(),
        }
    }

    /// Returns the progress handler, which interrupts a statement after the limit.
    fn watch(self: &Arc<Self>, limit: Duration) -> impl FnMut() -> bool + Send + 'static {
        let clock = Arc::clone(self);
        let limit = u64::try_from(limit.as_micros()).unwrap_or(u64::MAX);
        move || {
            let state = clock.state.load(Ordering::Relaxed);
            if state == Self::OFF {
                return false;
            }
            let now = u64::try_from(clock.epoch.elapsed().as_micros()).unwrap_or(0);
            if state == Self::STARTED {
                clock.state.store(now, Ordering::Relaxed);
                return false;
            }
            now.saturating_sub(state) >= limit
        }
    }
}

/// Creates the file, readable and writable by its owner only, unless it exists.
pub(super) fn create_file(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    // `create_new` follows no symbolic link, so nothing is created at the target of one.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let message = match options.open(path).map_err(|error| (error.kind(), error)) {
        Ok(_) | Err((io::ErrorKind::AlreadyExists, _)) => return Ok(()),
        Err((io::ErrorKind::NotFound, error)) => (
            "the directory of the database's file does not exist; create it first",
            error,
        ),
        Err((io::ErrorKind::PermissionDenied, error)) => (
            "the application may not create the database's file; check the permissions of its directory",
            error,
        ),
        Err((_, error)) => (
            "the database's file cannot be created; check the path in the URL",
            error,
        ),
    };
    Err(Error::new(ErrorKind::Unavailable, message.0).with_raw(message.1))
}

pub(super) fn open_error(error: rusqlite::Error) -> Error {
    classify(error, None, |_| Violation::MissingParent { column: None })
}
