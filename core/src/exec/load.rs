//! Reads the rows that are related to other rows.

use std::collections::HashMap;

use crate::db::executor::Connection;
use crate::driver::seam::{Call, Sink};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::loaded_rows::{LoadedRows, value};
use crate::model::Model;
use crate::sql::render::select;
use crate::stmt::condition::Link;
use crate::stmt::load_key::{LoadKey, MAX_BIND_PARAMS};
use crate::stmt::select::Select;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::value::Value;
use crate::value::row::Row;

/// Reads the rows that are related to each of the values, and the index of that value. A row that
/// is related to several values is returned for each of them.
pub(crate) async fn related<N: Model>(
    db: Connection<'_>,
    link: Link,
    select: Select,
    columns: Vec<usize>,
    values: Vec<Value>,
) -> Result<(LoadedRows<N>, Vec<usize>)> {
    select.check()?;
    let mut owners: HashMap<LoadKey, Vec<usize>> = HashMap::new();
    let mut distinct = Vec::new();
    for (index, value) in values.into_iter().enumerate() {
        let Some(key) = LoadKey::of(&value) else {
            continue;
        };
        let indexes = owners.entry(key).or_default();
        if indexes.is_empty() {
            distinct.push(value);
        }
        indexes.push(index);
    }
    let mut sink = Related {
        found: LoadedRows::new(columns),
        link,
        owners,
        indexes: Vec::new(),
    };
    for values in distinct.chunks(MAX_BIND_PARAMS) {
        let (sql, values) = select::related(&link, db.dialect(), &select, values)?;
        let call = Call::new(N::table(), sql, values, Box::new(sink), Workload::LongRead);
        sink = db.read(call).await?.into()?;
    }
    Ok((sink.found, sink.indexes))
}

/// Collects related rows, each once for every row that it is related to.
struct Related<N> {
    found: LoadedRows<N>,
    link: Link,
    owners: HashMap<LoadKey, Vec<usize>>,
    /// For each collected row, the index of the value that it is related to.
    indexes: Vec<usize>,
}

impl<N: Model> Sink for Related<N> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let (table, column) = match self.link.through {
            Some(through) => (through.table, through.own),
            None => (self.link.table, self.link.other),
        };
        let position = table
            .columns()
            .iter()
            .position(|other| std::ptr::eq(other, column));
        let value = value(
            row,
            N::table().columns().len(),
            table,
            position.unwrap_or(usize::MAX),
        )?;
        let indexes = LoadKey::of(&value).and_then(|key| self.owners.get(&key));
        for index in indexes.into_iter().flatten() {
            self.found.take(row)?;
            self.indexes.push(*index);
        }
        Ok(())
    }
}

/// Returns the error for a foreign key whose row does not exist any more.
#[cold]
pub(crate) fn gone(table: &'static Table) -> Error {
    let model = table.model();
    let message = format!(
        "a `{model}` was deleted while the rows that point to it were read; retry, or read in a transaction"
    );
    Error::new(ErrorKind::Busy, message).with_model(table)
}
