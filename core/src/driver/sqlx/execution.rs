//! The statements of one call, on its lease.

use std::sync::Arc;

use crate::driver::counters::Counters;
use crate::driver::seam::{FkHint, Sink};
use crate::driver::sinks::Nothing;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::lease::{Lease, StatementResult, Subject};
use crate::error::Error;
use crate::error::violation::Violation;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::codec::WrittenRow;
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// A running call.
pub(super) struct Execution<'r, E: Engine> {
    pub(super) lease: &'r mut Lease<E>,
    pub(super) counters: &'r Counters,
    pub(super) sql: &'r Arc<str>,
    pub(super) subject: Subject<'r>,
    pub(super) sink: &'r mut dyn Sink,
    /// The number of rows of several that were written by statements which succeeded.
    pub(super) written: usize,
}

impl<E: Engine> Execution<'_, E> {
    /// Runs the statement with one set of values.
    pub(super) async fn once(&mut self, values: &[Value]) -> Result<u64, Fault> {
        let sql = Arc::clone(self.sql);
        self.check_blanks(values)?;
        if !E::DIALECT.capabilities.update_returning
            && let (FkHint::Columns(_), Some(table)) = (self.subject.writes, self.subject.table)
        {
            return self.change_and_read(sql, values, table).await;
        }
        let arguments = E::arguments(values).map_err(|error| self.local_fault(error))?;
        self.execute(sql, arguments).await
    }

    /// Runs a statement. The generated key of an INSERT is passed to the sink also where the server
    /// does not return it as a row.
    pub(super) async fn execute(
        &mut self,
        sql: Arc<str>,
        arguments: E::Arguments,
    ) -> Result<u64, Fault> {
        let result = self.statement(sql, arguments).await?;
        let counting = self.subject.table.filter(|table| counts_keys(table));
        if let (FkHint::NewRow, Some(table)) = (self.subject.writes, counting) {
            self.lease.returns_keys().get_or_init(|| result.rows > 0);
            if let (0, Some(key)) = (result.rows, result.last_key) {
                let key = i64::try_from(key).map_err(|_| {
                    let reason = Unreadable::expected(Kind::I64.description());
                    self.local_fault(Error::unreadable(table, table.key_position(), reason))
                })?;
                self.sink
                    .row(&WrittenRow(&[Value::I64(key)]) as &dyn Row)
                    .map_err(|error| self.local_fault(error))?;
            }
        }
        Ok(result.affected)
    }

    /// Writes, then reads the row back. The caller has started a transaction around both.
    async fn change_and_read(
        &mut self,
        sql: Arc<str>,
        values: &[Value],
        table: &'static Table,
    ) -> Result<u64, Fault> {
        let arguments = E::arguments(values).map_err(|error| self.local_fault(error))?;
        self.counters.statement();
        let result = self
            .lease
            .statement(sql, arguments, self.subject, &mut Nothing)
            .await?;
        let Some(key) = values.last().filter(|_| result.affected > 0) else {
            return Ok(result.affected);
        };
        // An UPDATE of the key: the row has its new key now.
        let moved = match self.subject.writes {
            FkHint::Columns(columns) => columns
                .iter()
                .position(|index| *index == table.key_position())
                .and_then(|index| values.get(index)),
            _ => None,
        };
        let key = std::slice::from_ref(moved.unwrap_or(key));
        let arguments = E::arguments(key).map_err(|error| self.local_fault(error))?;
        let get = Arc::clone(&E::DIALECT.prepared(table).get);
        self.statement(get, arguments).await?;
        Ok(result.affected)
    }

    /// Wraps an error that the database did not cause.
    pub(super) fn local_fault(&self, error: Error) -> Fault {
        let error = match self.subject.table {
            Some(table) => error.with_model(table),
            None => error,
        };
        Fault::new(FaultScope::Statement, error)
    }

    /// Refuses text whose trailing spaces the server would cut silently because they exceed the
    /// length of the column.
    pub(super) fn check_blanks(&self, values: &[Value]) -> Result<(), Fault> {
        let ends_in_blank =
            |value: &Value| matches!(value, Value::Text(text) if text.ends_with(' '));
        let Some(table) = self.subject.table else {
            return Ok(());
        };
        if !E::DIALECT.capabilities.truncates_blanks || !values.iter().any(ends_in_blank) {
            return Ok(());
        }
        let written = match self.subject.writes {
            FkHint::NewRow | FkHint::NewOrExistingRow => sent_columns(table),
            FkHint::Columns(columns) | FkHint::OneRow(columns) | FkHint::Rows(columns) => {
                columns.clone()
            }
            FkHint::Nothing | FkHint::Deletion | FkHint::Deletions => return Ok(()),
        };
        let layout = (E::DIALECT.ddl.layout)(table).map_err(|error| self.local_fault(error))?;
        for (index, value) in written.into_iter().zip(values) {
            let (Value::Text(text), Some(column), Some(longest)) = (
                value,
                table.columns().get(index),
                layout.longest_text(index),
            ) else {
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
    ) -> Result<StatementResult, Fault> {
        self.counters.statement();
        self.lease
            .statement(sql, arguments, self.subject, self.sink)
            .await
    }

    pub(super) async fn script(&mut self) -> Result<u64, Fault> {
        self.counters.statement();
        let sql = Arc::clone(self.sql);
        let result = self.lease.control(sql, self.subject).await?;
        Ok(result.affected)
    }
}

/// Returns the columns for which an INSERT sends a value.
fn sent_columns(table: &Table) -> Vec<usize> {
    let columns = table.columns().iter().enumerate();
    columns
        .filter(|(_, column)| !column.made_by_database())
        .map(|(index, _)| index)
        .collect()
}

/// Returns true if the database generates the keys of the table, by counting.
pub(super) fn counts_keys(table: &'static Table) -> bool {
    table.key().is_some_and(ColumnDef::made_by_database)
}
