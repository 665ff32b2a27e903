//! Runs calls over a lease: on their own, or inside of an open transaction.

use std::sync::Arc;

use crate::driver::counters::Counters;
use crate::driver::sinks::Nothing;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::lease::{About, Lease};
use crate::driver::sqlx::{bulk, lease};
use crate::driver::{Arguments, Call, ExecResult, FkHint, Sink};
use crate::error::violation::Violation;
use crate::error::{Error, Result};
use crate::sql::dialect::capabilities::Bulk;
use crate::table::Table;
use crate::value::Value;
use crate::value::codec::WrittenRow;
use crate::value::row::Row;

/// How a call ended.
pub(super) enum Ended {
    Answered(Result<ExecResult>),
    /// The connection had been closed while it rested: the call did not begin, or only read, and can be made once more.
    Again(Call),
}

/// Runs a call without a transaction around it: whole, or not at all.
pub(super) async fn alone<E: Engine>(
    mut lease: Lease<E>,
    mut call: Call,
    counters: &Counters,
) -> Ended {
    let has_transaction = needs_transaction(&lease, &call);
    if has_transaction {
        let begin = Arc::clone(&lease.begins().implicit);
        if let Err(fault) = lease.begin(begin).await {
            return ended_early(&lease, fault.error, call);
        }
    }
    let affected = match run(&mut lease, &mut call, counters).await {
        Ok(affected) => affected,
        // Left open by an error, the transaction is rolled back when the lease is dropped.
        Err(fault) if has_transaction => return Ended::Answered(Err(fault.error)),
        Err(fault) if call.work.writes() => return Ended::Answered(Err(fault.of_commit())),
        Err(fault) => return ended_early(&lease, fault.error, call),
    };
    if has_transaction && let Err(fault) = lease.commit().await {
        return Ended::Answered(Err(fault.of_commit()));
    }
    let sink = call.sink;
    Ended::Answered(Ok(ExecResult { affected, sink }))
}

/// Nothing was written so far.
fn ended_early<E: Engine>(lease: &Lease<E>, error: Error, call: Call) -> Ended {
    if lease.was_closed_at_rest(&error) {
        Ended::Again(call)
    } else {
        Ended::Answered(Err(error))
    }
}

/// Runs a call inside the open transaction of the lease.
pub(super) async fn inside<E: Engine>(
    lease: &mut Lease<E>,
    mut call: Call,
    counters: &Counters,
) -> Result<ExecResult, Fault> {
    let affected = run(lease, &mut call, counters).await?;
    Ok(ExecResult {
        affected,
        sink: call.sink,
    })
}

/// True where the call is more than one statement, where a single one may have to be undone, or where it needs the session's
/// settings set beside it. A change whose row the statement does not give is two: the row is read after it.
fn needs_transaction<E: Engine>(lease: &Lease<E>, call: &Call) -> bool {
    lease.is_bare()
        || match &call.arguments {
            Arguments::Once(_) => {
                matches!(call.writes, FkHint::Columns(_))
                    && (E::UNDOES_UNREAD || !E::DIALECT.capabilities.update_returning)
            }
            Arguments::Each(sets) => !bulk::is_one_statement(lease, call, sets),
            // The server makes a script one transaction where it can.
            Arguments::Script => E::DIALECT.capabilities.bulk == Bulk::Each,
        }
}

async fn run<E: Engine>(
    lease: &mut Lease<E>,
    call: &mut Call,
    counters: &Counters,
) -> Result<u64, Fault> {
    let mut run = Run {
        lease,
        counters,
        sql: &call.sql,
        about: About {
            table: call.table,
            writes: &call.writes,
        },
        sink: &mut *call.sink,
    };
    match &call.arguments {
        Arguments::Once(values) => run.once(values).await,
        Arguments::Each(sets) => bulk::each(&mut run, sets).await,
        Arguments::Script => run.script().await,
    }
}

/// A call on its way.
pub(super) struct Run<'r, E: Engine> {
    pub(super) lease: &'r mut Lease<E>,
    counters: &'r Counters,
    sql: &'r Arc<str>,
    pub(super) about: About<'r>,
    sink: &'r mut dyn Sink,
}

impl<E: Engine> Run<'_, E> {
    /// Runs the statement with one set of values.
    pub(super) async fn once(&mut self, values: &[Value]) -> Result<u64, Fault> {
        let sql = Arc::clone(self.sql);
        self.check_blanks(values)?;
        if !E::DIALECT.capabilities.update_returning
            && let (FkHint::Columns(_), Some(table)) = (self.about.writes, self.about.table)
        {
            return self.change_and_read(sql, values, table).await;
        }
        let arguments = E::arguments(values).map_err(|error| self.refused(error))?;
        self.insert(sql, arguments).await
    }

    /// Runs a statement that may make a key, and gives the key to the sink even where the server tells it apart from rows.
    pub(super) async fn insert(
        &mut self,
        sql: Arc<str>,
        arguments: E::Arguments,
    ) -> Result<u64, Fault> {
        let ended = self.statement(sql, arguments).await?;
        let counts_keys = self.about.table.is_some_and(counts_keys);
        if counts_keys && self.about.writes == &FkHint::NewRow {
            self.lease.returns_keys().get_or_init(|| ended.rows > 0);
        }
        if let (FkHint::NewRow, 0, Some(key)) = (self.about.writes, ended.rows, ended.last_key)
            && counts_keys
        {
            let values = [Value::I64(key)];
            self.sink
                .row(&WrittenRow(&values) as &dyn Row)
                .map_err(|error| self.refused(error))?;
        }
        Ok(ended.affected)
    }

    /// Writes, then reads the row, in the transaction that is around both.
    async fn change_and_read(
        &mut self,
        sql: Arc<str>,
        values: &[Value],
        table: &'static Table,
    ) -> Result<u64, Fault> {
        let arguments = E::arguments(values).map_err(|error| self.refused(error))?;
        self.counters.statement();
        let ended = self
            .lease
            .statement(sql, arguments, self.about, &mut Nothing)
            .await?;
        let Some(key) = values.last().filter(|_| ended.affected > 0) else {
            return Ok(ended.affected);
        };
        // A change of the key itself moves the row.
        let moved = match self.about.writes {
            FkHint::Columns(columns) => columns
                .iter()
                .position(|at| *at == table.key_position())
                .and_then(|at| values.get(at)),
            _ => None,
        };
        let key = std::slice::from_ref(moved.unwrap_or(key));
        let arguments = E::arguments(key).map_err(|error| self.refused(error))?;
        let get = Arc::clone(&E::DIALECT.prepared(table).get);
        self.statement(get, arguments).await?;
        Ok(ended.affected)
    }

    /// Found before anything was sent.
    pub(super) fn refused(&self, error: Error) -> Fault {
        let error = match self.about.table {
            Some(table) => error.with_model(table),
            None => error,
        };
        Fault::new(FaultScope::Statement, error)
    }

    /// Refuses text that the server would shorten without a word: it cuts blanks that do not fit into their column.
    pub(super) fn check_blanks(&self, values: &[Value]) -> Result<(), Fault> {
        let ends_in_blank =
            |value: &Value| matches!(value, Value::Text(text) if text.ends_with(' '));
        let Some(table) = self.about.table else {
            return Ok(());
        };
        if !E::DIALECT.capabilities.truncates_blanks || !values.iter().any(ends_in_blank) {
            return Ok(());
        }
        let written = match self.about.writes {
            FkHint::NewRow => sent(table),
            FkHint::Columns(columns) | FkHint::Rows(columns) => columns.clone(),
            FkHint::Nothing | FkHint::Deletion | FkHint::Deletions => return Ok(()),
        };
        let layout = (E::DIALECT.ddl.layout)(table).map_err(|error| self.refused(error))?;
        for (at, value) in written.into_iter().zip(values) {
            let (Value::Text(text), Some(column), Some(longest)) =
                (value, table.columns().get(at), layout.longest_text(at))
            else {
                continue;
            };
            if ends_in_blank(value) && text.chars().count() > longest {
                let columns = vec![column.name.to_owned()];
                let error = Error::violation(table, Violation::TooLong { columns });
                return Err(Fault::new(FaultScope::Statement, error));
            }
        }
        Ok(())
    }

    async fn statement(
        &mut self,
        sql: Arc<str>,
        arguments: E::Arguments,
    ) -> Result<lease::Ended, Fault> {
        self.counters.statement();
        self.lease
            .statement(sql, arguments, self.about, self.sink)
            .await
    }

    async fn script(&mut self) -> Result<u64, Fault> {
        self.counters.statement();
        let sql = Arc::clone(self.sql);
        let ended = self.lease.control(sql, self.about).await?;
        Ok(ended.affected)
    }
}

/// The columns of which a new row sends values.
fn sent(table: &Table) -> Vec<usize> {
    let columns = table.columns().iter().enumerate();
    columns
        .filter(|(_, column)| !column.made_by_database())
        .map(|(at, _)| at)
        .collect()
}

pub(super) fn counts_keys(table: &'static Table) -> bool {
    table
        .key()
        .is_some_and(crate::table::column::ColumnDef::made_by_database)
}
