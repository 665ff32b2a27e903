//! A connection in use, and what becomes of it afterwards.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Either};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::driver::seam::{FkHint, Sink};
use crate::driver::sinks::Nothing;
use crate::driver::sqlx::classify::classify;
use crate::driver::sqlx::engine::{BeginSql, Engine};
use crate::driver::sqlx::execute::{Answers, next};
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::pool::Live;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::table::Table;
use crate::value::row::Row;

/// How long after the limit on a statement its answer is still waited for: the server counts from when it got it, and what
/// it has to say is better than silence.
const GRACE: Duration = Duration::from_millis(500);

/// How long a connection that was left in a transaction has to roll it back, before it is closed instead.
const ROLLBACK_LIMIT: Duration = Duration::from_secs(5);

/// A connection that belongs to one caller until it is dropped. Then it goes back if it is as it was; a transaction that was
/// left open in it is rolled back first; and what was left in the middle of a statement is closed.
pub(super) struct Lease<E: Engine> {
    conn: Option<Conn<E>>,
    state: State,
    /// True where COMMIT goes in a command of its own.
    commits_in_steps: bool,
    config: Arc<ConnectConfig>,
    /// True once the server has answered anything.
    has_answered: bool,
    /// Where work goes on that its caller has dropped: the runtime that the connection was taken in.
    runtime: Option<Handle>,
}

/// What holds for every connection of a handle.
pub(super) struct ConnectConfig {
    /// The limit on a statement.
    pub(super) statement: Duration,
    /// How transactions start on connections of the program's own pool.
    pub(super) begin_sql: BeginSql,
    /// Whether an INSERT gives the key that the server counts up as a row; learnt from the first one.
    pub(super) returns_keys: OnceLock<bool>,
}

pub(super) enum Conn<E: Engine> {
    Own(Live<E>),
    /// Of the program's own pool.
    App(PoolConnection<E>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At rest.
    Idle,
    /// In a transaction.
    Open,
    /// In the middle of something, or not to be trusted any more.
    Suspect,
}

/// What a statement is about, beside its text.
#[derive(Clone, Copy)]
pub(super) struct Subject<'c> {
    pub(super) table: Option<&'static Table>,
    pub(super) writes: &'c FkHint,
}

/// What a statement that does not read gives the rows to.
pub(super) const NO_MODEL: Subject<'static> = Subject {
    table: None,
    writes: &FkHint::Nothing,
};

/// How a statement ended.
#[derive(Debug, Default)]
pub(super) struct StatementResult {
    pub(super) affected: u64,
    pub(super) rows: u64,
    pub(super) last_key: Option<i64>,
}

impl<E: Engine> Lease<E> {
    pub(super) fn new(conn: Conn<E>, commits_in_steps: bool, config: Arc<ConnectConfig>) -> Self {
        Self {
            conn: Some(conn),
            state: State::Idle,
            commits_in_steps,
            config,
            has_answered: false,
            runtime: Handle::try_current().ok(),
        }
    }

    /// True where each transaction may meet another server connection, so that nothing is kept on one.
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

    /// True when this error means that the server had closed the connection while it rested in our pool: nothing was ever
    /// answered on it, so a call that only reads or starts a transaction can be made on another one.
    pub(super) fn was_closed_while_idle(&self, error: &Error) -> bool {
        let was_idle = matches!(&self.conn, Some(Conn::Own(live)) if live.was_idle);
        was_idle
            && !self.has_answered
            && self.state == State::Suspect
            && error.kind() == ErrorKind::Unavailable
    }

    /// Whether an INSERT gives the key that the server counts up as a row.
    pub(super) fn returns_keys(&self) -> &OnceLock<bool> {
        &self.config.returns_keys
    }

    pub(super) fn is_in_transaction(&self) -> bool {
        self.state == State::Open
    }

    /// Starts a transaction.
    pub(super) async fn begin(&mut self, sql: Arc<str>) -> Result<(), Fault> {
        self.script(sql, NO_MODEL, State::Open).await
    }

    /// Commits. An error that reaches as far as [`FaultScope::Lost`] says that it may have happened.
    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        let commit = match (self.commits_in_steps, E::COMMIT_STEPS.split_last()) {
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
            // The database had done it before, and says so.
            Err(fault) if fault.scope == FaultScope::Transaction => {
                self.state = State::Idle;
                Ok(())
            }
            result => result,
        }
    }

    /// Runs a text of one or more statements, and says in which state they leave the connection.
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

    /// Runs a text of one or more statements in the state that the connection is in.
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
                Error::new(
                    ErrorKind::Internal,
                    "a connection was used after it was given back",
                ),
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
                // Where the server has rolled back by itself, doing so again costs nothing.
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

/// Why a statement did not succeed.
enum StatementError {
    /// The database, or what leads to it, said so.
    Database(sqlx::Error),
    /// A row could not be taken. The statement itself was done.
    Sink(Error),
}

/// Reads the answers to their end, so that the connection is in step whatever becomes of the rows, and an error that comes
/// after the last row is seen.
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

    /// Tells the pool what this connection has met, for the sake of the others.
    fn report(&self, scope: FaultScope) {
        match (self, scope) {
            (Self::Own(live), FaultScope::Server) => live.pool().retire(),
            (Self::Own(live), _) => live.pool().mark_suspect(),
            // Its own pool asks each connection that comes and goes.
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
        // The program's own pool asks for it, wherever it is that the lease is dropped.
        let _entered = runtime.as_ref().map(Handle::enter);
        match self.state {
            State::Idle => conn.give_back(),
            State::Suspect => conn.close(),
            State::Open => {
                let mut lease = Self {
                    conn: Some(conn),
                    // If the runtime ends before, it is closed as it is, and the server rolls back.
                    state: State::Suspect,
                    commits_in_steps: self.commits_in_steps,
                    config: Arc::clone(&self.config),
                    has_answered: self.has_answered,
                    runtime: runtime.clone(),
                };
                let Some(runtime) = &runtime else {
                    return;
                };
                drop(runtime.spawn(async move {
                    // Whether it worked is in the lease's state.
                    let _ = timeout(ROLLBACK_LIMIT, lease.rollback()).await;
                }));
            }
        }
    }
}
