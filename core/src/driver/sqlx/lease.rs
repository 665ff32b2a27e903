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
use crate::driver::sqlx::engine::{Begins, Engine};
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
const HAND_BACK: Duration = Duration::from_secs(5);

/// A connection that belongs to one caller until it is dropped. Then it goes back if it is as it was; a transaction that was
/// left open in it is rolled back first; and what was left in the middle of a statement is closed.
pub(super) struct Lease<E: Engine> {
    held: Option<Conn<E>>,
    state: State,
    /// True where COMMIT goes in a command of its own.
    in_steps: bool,
    terms: Arc<ConnectConfig>,
    /// True once the server has answered anything.
    is_heard: bool,
    /// Where work goes on that its caller has dropped: the runtime that the connection was taken in.
    runtime: Option<Handle>,
}

/// What holds for every connection of a handle.
pub(super) struct ConnectConfig {
    /// The limit on a statement.
    pub(super) statement: Duration,
    /// How transactions start on connections of the program's own pool.
    pub(super) begins: Begins,
    /// Whether an INSERT gives the key that the server counts up as a row; learnt from the first one.
    pub(super) returns_keys: OnceLock<bool>,
}

pub(super) enum Conn<E: Engine> {
    Own(Live<E>),
    /// Of the program's own pool.
    Lent(PoolConnection<E>),
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
pub(super) struct About<'c> {
    pub(super) table: Option<&'static Table>,
    pub(super) writes: &'c FkHint,
}

/// What a statement that does not read gives the rows to.
pub(super) const CONTROL: About<'static> = About {
    table: None,
    writes: &FkHint::Nothing,
};

/// How a statement ended.
#[derive(Debug, Default)]
pub(super) struct Ended {
    pub(super) affected: u64,
    pub(super) rows: u64,
    pub(super) last_key: Option<i64>,
}

impl<E: Engine> Lease<E> {
    pub(super) fn new(held: Conn<E>, in_steps: bool, terms: Arc<ConnectConfig>) -> Self {
        Self {
            held: Some(held),
            state: State::Idle,
            in_steps,
            terms,
            is_heard: false,
            runtime: Handle::try_current().ok(),
        }
    }

    /// True where each transaction may meet another server connection, so that nothing is kept on one.
    pub(super) fn is_bare(&self) -> bool {
        matches!(&self.held, Some(Conn::Own(taken)) if taken.nature.bare)
    }

    pub(super) fn runtime(&self) -> Option<Handle> {
        self.runtime.clone()
    }

    pub(super) fn begins(&self) -> &Begins {
        match &self.held {
            Some(Conn::Own(taken)) => taken.pool().begins(taken.nature.bare),
            _ => &self.terms.begins,
        }
    }

    /// True when this error means that the server had closed the connection while it rested in our pool: nothing was ever
    /// answered on it, so a call that only reads or starts a transaction can be made on another one.
    pub(super) fn was_closed_at_rest(&self, error: &Error) -> bool {
        let has_rested = matches!(&self.held, Some(Conn::Own(taken)) if taken.has_rested);
        has_rested
            && !self.is_heard
            && self.state == State::Suspect
            && error.kind() == ErrorKind::Unavailable
    }

    /// Whether an INSERT gives the key that the server counts up as a row.
    pub(super) fn returns_keys(&self) -> &OnceLock<bool> {
        &self.terms.returns_keys
    }

    pub(super) fn is_in_transaction(&self) -> bool {
        self.state == State::Open
    }

    /// Starts a transaction.
    pub(super) async fn begin(&mut self, sql: Arc<str>) -> Result<(), Fault> {
        self.script(sql, CONTROL, State::Open).await
    }

    /// Commits. An error that reaches as far as [`FaultScope::Lost`] says that it may have happened.
    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        let commit = match (self.in_steps, E::COMMIT_IN_STEPS.split_last()) {
            (true, Some((commit, before))) => {
                for step in before {
                    self.script(Arc::from(*step), CONTROL, State::Open).await?;
                }
                commit
            }
            _ => E::COMMIT,
        };
        self.script(Arc::from(commit), CONTROL, State::Idle).await
    }

    pub(super) async fn rollback(&mut self) -> Result<(), Fault> {
        let ended = self.script(Arc::from("ROLLBACK"), CONTROL, State::Idle);
        match ended.await {
            // The database had done it before, and says so.
            Err(fault) if fault.reach == FaultScope::Transaction => {
                self.state = State::Idle;
                Ok(())
            }
            ended => ended,
        }
    }

    /// Runs a text of one or more statements, and says in which state they leave the connection.
    async fn script(&mut self, sql: Arc<str>, about: About<'_>, after: State) -> Result<(), Fault> {
        self.run(about, after, &mut Nothing, |connection| {
            E::script(connection, sql)
        })
        .await
        .map(drop)
    }

    /// Runs a text of one or more statements in the state that the connection is in.
    pub(super) async fn control(
        &mut self,
        sql: Arc<str>,
        about: About<'_>,
    ) -> Result<Ended, Fault> {
        self.run(about, self.state, &mut Nothing, |connection| {
            E::script(connection, sql)
        })
        .await
    }

    /// Runs one statement and gives its rows to the sink.
    pub(super) async fn statement(
        &mut self,
        sql: Arc<str>,
        arguments: E::Arguments,
        about: About<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Ended, Fault> {
        let kept = !self.is_bare();
        self.run(about, self.state, sink, |connection| {
            E::run(connection, sql, arguments, kept)
        })
        .await
    }

    async fn run(
        &mut self,
        about: About<'_>,
        after: State,
        sink: &mut dyn Sink,
        start: impl for<'c> FnOnce(&'c mut E::Connection) -> Answers<'c, E>,
    ) -> Result<Ended, Fault> {
        let limit = self.terms.statement.saturating_add(GRACE);
        let before = std::mem::replace(&mut self.state, State::Suspect);
        let Self {
            held,
            state,
            is_heard,
            ..
        } = self;
        let Some(held) = held else {
            return Err(Fault::new(
                FaultScope::Lost,
                Error::new(
                    ErrorKind::Internal,
                    "a connection was used after it was given back",
                ),
            ));
        };
        let answers = start(held.connection());
        let ended = match timeout(limit, feed::<E>(answers, sink, is_heard)).await {
            Ok(ended) => ended.map_err(|failure| match failure {
                Failure::Said(error) => classify::<E>(error, about.table, about.writes),
                Failure::Refused(error) => Fault::new(FaultScope::Statement, error),
            }),
            Err(_) => Err(Fault::too_long()),
        };
        *state = match &ended {
            Ok(_) => after,
            Err(fault) => match fault.reach {
                // Where the server has rolled back by itself, doing so again costs nothing.
                FaultScope::Statement | FaultScope::Transaction => before,
                FaultScope::Server | FaultScope::Lost => {
                    held.report(fault.reach);
                    State::Suspect
                }
            },
        };
        ended
    }
}

/// Why a statement did not succeed.
enum Failure {
    /// The database, or what leads to it, said so.
    Said(sqlx::Error),
    /// A row could not be taken. The statement itself was done.
    Refused(Error),
}

/// Reads the answers to their end, so that the connection is in step whatever becomes of the rows, and an error that comes
/// after the last row is seen.
async fn feed<E: Engine>(
    mut answers: Answers<'_, E>,
    sink: &mut dyn Sink,
    is_heard: &mut bool,
) -> Result<Ended, Failure> {
    let mut ended = Ended::default();
    let mut refused = None;
    while let Some(answer) = next::<E>(&mut answers).await {
        let answer = answer.map_err(Failure::Said)?;
        *is_heard = true;
        match answer {
            Either::Left(result) => {
                ended.affected += E::affected(&result);
                ended.last_key = E::last_key(&result).or(ended.last_key);
            }
            Either::Right(row) => {
                ended.rows += 1;
                if refused.is_none() {
                    refused = sink.row(&E::stepped(&row) as &dyn Row).err();
                }
            }
        }
    }
    refused.map_or(Ok(ended), |error| Err(Failure::Refused(error)))
}

impl<E: Engine> Conn<E> {
    fn connection(&mut self) -> &mut <E as Database>::Connection {
        match self {
            Self::Own(taken) => &mut taken.connection,
            Self::Lent(lent) => &mut *lent,
        }
    }

    /// Tells the pool what this connection has met, for the sake of the others.
    fn report(&self, reach: FaultScope) {
        match (self, reach) {
            (Self::Own(taken), FaultScope::Server) => taken.pool().retire(),
            (Self::Own(taken), _) => taken.pool().suspect(),
            // Its own pool asks each connection that comes and goes.
            (Self::Lent(_), _) => {}
        }
    }

    fn give_back(self) {
        match self {
            Self::Own(taken) => taken.give_back(),
            Self::Lent(lent) => drop(lent),
        }
    }

    fn close(self) {
        match self {
            Self::Own(taken) => drop(taken),
            Self::Lent(lent) => drop(lent.detach()),
        }
    }
}

impl<E: Engine> Drop for Lease<E> {
    fn drop(&mut self) {
        let Some(held) = self.held.take() else {
            return;
        };
        let runtime = self.runtime.take();
        // The program's own pool asks for it, wherever it is that the lease is dropped.
        let _entered = runtime.as_ref().map(Handle::enter);
        match self.state {
            State::Idle => held.give_back(),
            State::Suspect => held.close(),
            State::Open => {
                let mut lease = Self {
                    held: Some(held),
                    // If the runtime ends before, it is closed as it is, and the server rolls back.
                    state: State::Suspect,
                    in_steps: self.in_steps,
                    terms: Arc::clone(&self.terms),
                    is_heard: self.is_heard,
                    runtime: runtime.clone(),
                };
                let Some(runtime) = &runtime else {
                    return;
                };
                drop(runtime.spawn(async move {
                    // Whether it worked is in the lease's state.
                    let _ = timeout(HAND_BACK, lease.rollback()).await;
                }));
            }
        }
    }
}
