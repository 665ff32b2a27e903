//! A connection in use, and the decision whether it goes back to its pool.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Either};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::driver::failure::Failure;
use crate::driver::seam::{FkHint, Sink};
use crate::driver::sinks::Nothing;
use crate::driver::sqlx::classify::classify;
use crate::driver::sqlx::engine::{BeginSql, Engine, ServerTraits};
use crate::driver::sqlx::execute::{Answers, next};
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::pool::Live;
use crate::driver::unique_index::UniqueIndexes;
use crate::error::kind::ErrorKind;
use crate::error::{Error, no_runtime};
use crate::table::Table;
use crate::value::row::Row;

/// The extra time to wait for an answer after the limit on a statement. The server counts from when
/// it received the statement, and its own error says more than ours.
const GRACE: Duration = Duration::from_millis(500);

/// The limit on the rollback of an abandoned transaction, after which the connection is closed
/// instead.
const ROLLBACK_LIMIT: Duration = Duration::from_secs(5);

/// A connection that belongs to one caller until it is dropped. It goes back if it is idle; an open
/// transaction is rolled back first; a connection in the middle of a statement is closed.
pub(super) struct Lease<E: Engine> {
    conn: Option<Conn<E>>,
    state: State,
    traits: ServerTraits,
    config: Arc<ConnectConfig>,
    /// True when the session may have been changed, so that the connection is closed instead of
    /// going back.
    is_changed: bool,
    /// True once the server has answered anything on this lease.
    has_answered: bool,
    /// The runtime in which the connection was taken. It drives the work of dropped futures.
    runtime: Option<Handle>,
}

/// The settings that all connections of a handle share.
pub(super) struct ConnectConfig {
    /// The limit on a statement.
    pub(super) statement: Duration,
    /// The statements that start a transaction on connections of the application's pool.
    pub(super) begin_sql: BeginSql,
    /// True where an INSERT returns the generated key as a row. Servers differ within one engine,
    /// so it is learned from the first INSERT.
    pub(super) returns_keys: OnceLock<bool>,
    /// The tables, and their keys, of which the catalogue says that the key is unique and of the
    /// type of the model.
    pub(super) safe_keys: Mutex<HashSet<(&'static str, &'static str)>>,
    /// Whether all rows of a table can be read as its model.
    pub(super) safe_rows: Mutex<HashMap<&'static str, bool>>,
    /// The unique indexes of the tables that had a conflict.
    pub(super) unique_indexes: Mutex<HashMap<&'static str, UniqueIndexes>>,
}

pub(super) enum Conn<E: Engine> {
    Own(Live<E>),
    /// Of the pool of the application.
    App(PoolConnection<E>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Outside of a transaction.
    Idle,
    /// In a transaction.
    Open,
    /// In the middle of a statement, or in an unknown state.
    Suspect,
}

/// The model and the written columns of a statement, to name them in errors.
#[derive(Clone, Copy)]
pub(super) struct Subject<'c> {
    pub(super) table: Option<&'static Table>,
    pub(super) writes: &'c FkHint,
}

/// The subject of statements that control a session or a transaction: no model.
pub(super) const NO_MODEL: Subject<'static> = Subject {
    table: None,
    writes: &FkHint::Nothing,
};

/// The result of a statement.
#[derive(Debug, Default)]
pub(super) struct StatementResult {
    pub(super) affected: u64,
    pub(super) rows: u64,
    pub(super) last_key: Option<u64>,
}

impl<E: Engine> Lease<E> {
    pub(super) fn new(conn: Conn<E>, traits: ServerTraits, config: Arc<ConnectConfig>) -> Self {
        Self {
            conn: Some(conn),
            state: State::Idle,
            traits,
            config,
            is_changed: false,
            has_answered: false,
            runtime: Handle::try_current().ok(),
        }
    }

    /// Returns true behind a pooler that assigns another server connection to each transaction.
    pub(super) fn has_no_session(&self) -> bool {
        matches!(&self.conn, Some(Conn::Own(live)) if live.traits.no_session)
    }

    pub(super) fn runtime(&self) -> Option<Handle> {
        self.runtime.clone()
    }

    pub(super) fn begin_sql(&self) -> &BeginSql {
        match &self.conn {
            Some(Conn::Own(live)) => live.pool().begin_sql(live.traits.no_session),
            _ => &self.config.begin_sql,
        }
    }

    /// Returns true when this error means that the server had closed the connection while it was
    /// idle in our pool. Nothing was answered on it, so a call that reads or starts a transaction
    /// can be repeated on another one.
    pub(super) fn was_closed_while_idle(&self, error: &Error) -> bool {
        let was_idle = matches!(&self.conn, Some(Conn::Own(live)) if live.was_idle);
        was_idle
            && !self.has_answered
            && self.state == State::Suspect
            && error.kind() == ErrorKind::Unavailable
    }

    /// Returns whether an INSERT returns the generated key as a row.
    pub(super) fn returns_keys(&self) -> &OnceLock<bool> {
        &self.config.returns_keys
    }

    /// Records that the next statement may change the session. Its connection is closed afterwards.
    pub(super) fn mark_changed(&mut self) -> Result<(), Fault> {
        if self.traits.ends_with_connection {
            let error = Error::new(
                ErrorKind::Unsupported,
                "the statement would change the only connection of a database in memory; set it in the options of the application's pool",
            );
            return Err(Fault::new(FaultScope::Statement, error));
        }
        self.is_changed = true;
        // The statement may change tables.
        self.safe_keys().clear();
        self.safe_rows().clear();
        self.unique_indexes().clear();
        Ok(())
    }

    /// Makes the connection be closed instead of going back to its pool.
    pub(super) fn forget(&mut self) {
        self.is_changed = true;
        self.state = State::Suspect;
    }

    /// Returns the tables whose keys are known to be what their models say.
    pub(super) fn safe_keys(&self) -> MutexGuard<'_, HashSet<(&'static str, &'static str)>> {
        let keys = self.config.safe_keys.lock();
        keys.unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the tables of which it is known whether all rows can be read as the model.
    pub(super) fn safe_rows(&self) -> MutexGuard<'_, HashMap<&'static str, bool>> {
        let rows = self.config.safe_rows.lock();
        rows.unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the unique indexes of the tables that had a conflict.
    pub(super) fn unique_indexes(&self) -> MutexGuard<'_, HashMap<&'static str, UniqueIndexes>> {
        let indexes = self.config.unique_indexes.lock();
        indexes.unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_in_transaction(&self) -> bool {
        self.state == State::Open
    }

    /// Starts a transaction.
    pub(super) async fn begin(&mut self, sql: Arc<str>) -> Result<(), Fault> {
        self.script(sql, NO_MODEL, State::Open).await
    }

    /// Commits. After an error of [`FaultScope::Lost`] the outcome is unknown.
    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        let commit = match (self.traits.commits_in_steps, E::COMMIT_STEPS.split_last()) {
            (true, Some((commit, before))) => {
                for step in before {
                    self.script(Arc::from(*step), NO_MODEL, State::Open).await?;
                }
                commit
            }
            _ => E::COMMIT,
        };
        self.script(Arc::from(commit), NO_MODEL, State::Idle).await
    }

    pub(super) async fn rollback(&mut self) -> Result<(), Fault> {
        let rollback = self.script(Arc::from("ROLLBACK"), NO_MODEL, State::Idle);
        match rollback.await {
            // The database had already rolled back.
            Err(fault) if fault.scope == FaultScope::Transaction => {
                self.state = State::Idle;
                Ok(())
            }
            result => result,
        }
    }

    /// Runs a text of one or more statements that leaves the connection in the state `after`.
    async fn script(
        &mut self,
        sql: Arc<str>,
        subject: Subject<'_>,
        after: State,
    ) -> Result<(), Fault> {
        self.run(subject, after, &mut Nothing, |connection| {
            E::script(connection, sql)
        })
        .await
        .map(drop)
    }

    /// Runs a text of one or more statements that does not change the state of the connection.
    pub(super) async fn control(
        &mut self,
        sql: Arc<str>,
        subject: Subject<'_>,
    ) -> Result<StatementResult, Fault> {
        self.run(subject, self.state, &mut Nothing, |connection| {
            E::script(connection, sql)
        })
        .await
    }

    /// Runs one statement and gives its rows to the sink.
    pub(super) async fn statement(
        &mut self,
        sql: Arc<str>,
        arguments: E::Arguments,
        subject: Subject<'_>,
        sink: &mut dyn Sink,
    ) -> Result<StatementResult, Fault> {
        let persistent = !self.has_no_session();
        self.run(subject, self.state, sink, |connection| {
            E::run(connection, sql, arguments, persistent)
        })
        .await
    }

    async fn run(
        &mut self,
        subject: Subject<'_>,
        after: State,
        sink: &mut dyn Sink,
        start: impl for<'c> FnOnce(&'c mut E::Connection) -> Answers<'c, E>,
    ) -> Result<StatementResult, Fault> {
        // A socket and a limit need the runtime. Nothing was sent.
        if Handle::try_current().is_err() {
            return Err(Fault::new(FaultScope::Statement, no_runtime()));
        }
        let limit = self.config.statement.saturating_add(GRACE);
        let before = std::mem::replace(&mut self.state, State::Suspect);
        let Self {
            conn,
            state,
            has_answered,
            ..
        } = self;
        let Some(conn) = conn else {
            return Err(Fault::new(
                FaultScope::Lost,
                Failure::ReturnedConnection.error(None),
            ));
        };
        let answers = start(conn.connection());
        let result = match timeout(limit, read_answers::<E>(answers, sink, has_answered)).await {
            Ok(result) => result.map_err(|error| match error {
                StatementError::Database(error) => {
                    classify::<E>(error, subject.table, subject.writes)
                }
                StatementError::Sink(error) => Fault::new(FaultScope::Statement, error),
            }),
            Err(_) => Err(Fault::too_long()),
        };
        *state = match &result {
            Ok(_) => after,
            Err(fault) => match fault.scope {
                // A second rollback does no harm where the server has rolled back.
                FaultScope::Statement | FaultScope::Transaction => before,
                FaultScope::Server | FaultScope::Lost => {
                    conn.report(fault.scope);
                    State::Suspect
                }
            },
        };
        result
    }
}

/// The cause of a failed statement.
enum StatementError {
    /// An error of the database or of the connection.
    Database(sqlx::Error),
    /// The sink refused a row. The statement itself succeeded.
    Sink(Error),
}

/// Reads the answers to their end even when the sink refuses a row: otherwise the rest would be
/// read as the answer of the next statement, and an error after the last row would be missed.
async fn read_answers<E: Engine>(
    mut answers: Answers<'_, E>,
    sink: &mut dyn Sink,
    has_answered: &mut bool,
) -> Result<StatementResult, StatementError> {
    let mut result = StatementResult::default();
    let mut sink_error = None;
    while let Some(answer) = next::<E>(&mut answers).await {
        let answer = answer.map_err(StatementError::Database)?;
        *has_answered = true;
        match answer {
            Either::Left(done) => {
                result.affected += E::affected(&done);
                result.last_key = E::last_key(&done).or(result.last_key);
            }
            Either::Right(row) => {
                result.rows += 1;
                if sink_error.is_none() {
                    sink_error = sink.row(&E::row_ref(&row) as &dyn Row).err();
                }
            }
        }
    }
    sink_error.map_or(Ok(result), |error| Err(StatementError::Sink(error)))
}

impl<E: Engine> Conn<E> {
    fn connection(&mut self) -> &mut <E as Database>::Connection {
        match self {
            Self::Own(live) => &mut live.connection,
            Self::App(connection) => &mut *connection,
        }
    }

    /// Reports an error to the pool, so that it checks or closes its idle connections.
    fn report(&self, scope: FaultScope) {
        match (self, scope) {
            (Self::Own(live), FaultScope::Server) => live.pool().retire(),
            (Self::Own(live), _) => live.pool().mark_suspect(),
            // The pool of sqlx pings each connection itself.
            (Self::App(_), _) => {}
        }
    }

    fn give_back(self) {
        match self {
            Self::Own(live) => live.give_back(),
            Self::App(connection) => drop(connection),
        }
    }

    fn close(self) {
        match self {
            Self::Own(live) => drop(live),
            Self::App(connection) => drop(connection.detach()),
        }
    }
}

impl<E: Engine> Drop for Lease<E> {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else {
            return;
        };
        let runtime = self.runtime.take();
        // The pool of sqlx spawns a task when a connection is dropped, on whichever thread that
        // happens.
        let _entered = runtime.as_ref().map(Handle::enter);
        match self.state {
            State::Idle if !self.is_changed => conn.give_back(),
            State::Idle | State::Suspect => conn.close(),
            State::Open => {
                let mut lease = Self {
                    conn: Some(conn),
                    // If the runtime shuts down first, the connection is closed and the server
                    // rolls back.
                    state: State::Suspect,
                    traits: self.traits,
                    config: Arc::clone(&self.config),
                    is_changed: self.is_changed,
                    has_answered: self.has_answered,
                    runtime: runtime.clone(),
                };
                let Some(runtime) = &runtime else {
                    return;
                };
                drop(runtime.spawn(async move {
                    // The result is in the state of the lease.
                    let _ = timeout(ROLLBACK_LIMIT, lease.rollback()).await;
                }));
            }
        }
    }
}
