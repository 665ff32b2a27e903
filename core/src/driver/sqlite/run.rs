//! Runs calls on a connection, on the current thread.

use rusqlite::{CachedStatement, Connection as Raw};

use crate::driver::seam::{Arguments, Call, FkHint, Sink};
use crate::driver::sqlite::call_error::CallError;
use crate::driver::sqlite::classify::{classify, is_busy, is_io, outcome_unknown};
use crate::driver::sqlite::connection::Connection;
use crate::driver::sqlite::transaction::{in_savepoint, in_transaction};
use crate::driver::sqlite::{bind, conflict, foreign_key, key_check};
use crate::driver::sqlite_common::cell::RowRef;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::table::Table;
use crate::value::Value;
use crate::value::row::Row;

/// Runs a call outside of a transaction: whole, or not at all. Returns the number of rows written.
pub(super) fn run_standalone(connection: &Connection, call: &mut Call) -> Result<u64, CallError> {
    if call.table.is_none() && call.work.writes() {
        // The statement may change tables.
        connection.safe_keys().clear();
    }
    let (mut run, arguments) = Execution::from_call(connection.timed(), call);
    match arguments {
        Arguments::Once(values) => {
            let mut statement = run.prepare()?;
            let reads = statement.readonly();
            let is_final = statement.column_count() == 0
                && key_check::is_safe(connection, run.table, run.writes);
            if reads || is_final {
                run.commits = !reads;
                if run.commits {
                    connection.check_file().map_err(CallError::Final)?;
                }
                run.once(&mut statement, values)
            } else {
                // Without a transaction the statement would be committed even if the sink refuses
                // its rows, or several rows have the key.
                in_transaction(connection, || run.once(&mut statement, values))
            }
        }
        // Not in a transaction, which many statements on a session do not take effect in.
        Arguments::Session(values) => {
            let mut statement = run.prepare()?;
            run.commits = !statement.readonly();
            if run.commits {
                connection.check_file().map_err(CallError::Final)?;
            }
            run.once(&mut statement, values)
        }
        Arguments::Each(sets) if sets.is_empty() => Ok(0),
        Arguments::Each(sets) => in_transaction(connection, || run.each(sets)),
        Arguments::Script => in_transaction(connection, || run.script()),
    }
}

/// Runs a call in the open transaction: whole, or not at all. Returns the number of rows written.
pub(super) fn run_in_transaction(
    connection: &Connection,
    call: &mut Call,
) -> Result<u64, CallError> {
    if call.table.is_none() && call.work.writes() {
        // The statement may change tables.
        connection.safe_keys().clear();
    }
    let (mut run, arguments) = Execution::from_call(connection.timed(), call);
    match arguments {
        Arguments::Once(values) | Arguments::Session(values) => {
            let mut statement = run.prepare()?;
            let is_final = statement.column_count() == 0
                && key_check::is_safe(connection, run.table, run.writes);
            if statement.readonly() || is_final {
                run.once(&mut statement, values)
            } else {
                in_savepoint(connection, || run.once(&mut statement, values))
            }
        }
        Arguments::Each(sets) => in_savepoint(connection, || run.each(sets)),
        Arguments::Script => in_savepoint(connection, || run.script()),
    }
}

struct Execution<'c> {
    raw: &'c Raw,
    sql: &'c str,
    table: Option<&'static Table>,
    writes: &'c FkHint,
    sink: &'c mut dyn Sink,
    /// True where the statement commits when it ends.
    commits: bool,
}

impl<'c> Execution<'c> {
    fn from_call(raw: &'c Raw, call: &'c mut Call) -> (Self, &'c Arguments) {
        let run = Self {
            raw,
            sql: &call.sql,
            table: call.table,
            writes: &call.writes,
            sink: &mut *call.sink,
            commits: false,
        };
        (run, &call.arguments)
    }

    fn prepare(&self) -> Result<CachedStatement<'c>, CallError> {
        self.raw
            .prepare_cached(self.sql)
            .map_err(|error| self.call_error(error, &[]))
    }

    fn once(
        &mut self,
        statement: &mut CachedStatement<'_>,
        values: &[Value],
    ) -> Result<u64, CallError> {
        let before = self.raw.total_changes();
        bind::bind(statement, values).map_err(|error| self.call_error(error, values))?;
        if statement.column_count() == 0 {
            statement
                .raw_execute()
                .map_err(|error| self.call_error(error, values))?;
        } else {
            self.feed(statement, values)?;
        }
        // `changes` still has the count of an earlier statement when this one writes no row, such
        // as DDL.
        let affected = if self.raw.total_changes() == before {
            0
        } else {
            self.raw.changes()
        };
        self.writes
            .check_affected(self.table, affected)
            .map_err(CallError::Final)?;
        Ok(affected)
    }

    fn feed(
        &mut self,
        statement: &mut CachedStatement<'_>,
        values: &[Value],
    ) -> Result<(), CallError> {
        let mut fed = false;
        let mut rows = statement.raw_query();
        loop {
            match rows.next() {
                Ok(Some(row)) => self
                    .sink
                    .row(&RowRef(row) as &dyn Row)
                    .map_err(CallError::Final)?,
                Ok(None) => return Ok(()),
                Err(error) if fed => {
                    return Err(CallError::Final(
                        self.call_error(error, values).into_error(),
                    ));
                }
                Err(error) => return Err(self.call_error(error, values)),
            }
            fed = true;
        }
    }

    fn each(&mut self, sets: &[Vec<Value>]) -> Result<u64, CallError> {
        let mut statement = self.prepare()?;
        let (mut written, mut rest) = (0, sets);
        while let Some((values, others)) = rest.split_first() {
            match self.once(&mut statement, values) {
                Ok(affected) => written += affected,
                Err(error) => return Err(self.before_foreign_keys(&mut statement, error, rest)),
            }
            rest = others;
        }
        Ok(written)
    }

    /// Returns the error of a row that breaks another constraint than a foreign key, where there is
    /// one among the rows that were not written: PostgreSQL checks foreign keys when all rows are
    /// written. The rows are undone with those before them.
    #[cold]
    fn before_foreign_keys(
        &mut self,
        statement: &mut CachedStatement<'_>,
        error: CallError,
        rest: &[Vec<Value>],
    ) -> CallError {
        let is_foreign_key = |error: &CallError| matches!(error, CallError::Final(error) if error.kind() == ErrorKind::ForeignKey);
        let defer = |is_on: bool| self.raw.pragma_update(None, "defer_foreign_keys", is_on);
        if *self.writes != FkHint::NewRow || !is_foreign_key(&error) || defer(true).is_err() {
            return error;
        }
        let failed = rest
            .iter()
            .find_map(|values| self.once(statement, values).err());
        // It ends with the transaction, but not with a savepoint.
        let deferred = self.raw.pragma_update(None, "defer_foreign_keys", false);
        match failed {
            Some(CallError::Final(other)) if deferred.is_ok() && is_first(other.kind()) => {
                CallError::Final(other)
            }
            _ => error,
        }
    }

    fn script(&mut self) -> Result<u64, CallError> {
        let before = self.raw.total_changes();
        self.raw
            .execute_batch(self.sql)
            .map_err(|error| self.call_error(error, &[]))?;
        if self.raw.is_autocommit() {
            return Err(CallError::Final(Error::new(
                ErrorKind::Misuse,
                "the script ends the transaction that it runs in; remove COMMIT and ROLLBACK",
            )));
        }
        Ok(self.raw.total_changes() - before)
    }

    #[cold]
    fn call_error(&self, error: rusqlite::Error, values: &[Value]) -> CallError {
        if is_busy(&error) {
            return CallError::Busy(error);
        }
        CallError::Final(if self.commits && is_io(&error) {
            outcome_unknown(error)
        } else {
            let error = classify(error, self.table, |table| {
                foreign_key::find(self.raw, table, self.writes, self.sql, values)
            });
            match self.table {
                Some(table) if error.kind() == ErrorKind::Conflict => {
                    let is_new = *self.writes == FkHint::NewRow;
                    let error = conflict::complete(self.raw, table, error);
                    conflict::key_first(self.raw, table, error, values, is_new)
                }
                _ => error,
            }
        })
    }
}

/// Returns true for the constraints that are checked before foreign keys.
const fn is_first(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Conflict | ErrorKind::Check)
}
