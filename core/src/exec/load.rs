//! The statement that reads the rows that are related to others.

use std::collections::HashMap;

use crate::db::executor::Connection;
use crate::driver::seam::Call;
use crate::driver::seam::Sink;
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

/// Reads the rows that are related to each of the values, and the place of that value. A row that is related to several comes
/// several times.
pub(crate) async fn related<N: Model>(
    db: Connection<'_>,
    link: Link,
    shape: Select,
    columns: Vec<usize>,
    values: Vec<Value>,
) -> Result<(LoadedRows<N>, Vec<usize>)> {
    shape.check()?;
    let mut owners: HashMap<LoadKey, Vec<usize>> = HashMap::new();
    let mut distinct = Vec::new();
    for (at, value) in values.into_iter().enumerate() {
        let Some(key) = LoadKey::of(&value) else {
            continue;
        };
        let places = owners.entry(key).or_default();
        if places.is_empty() {
            distinct.push(value);
        }
        places.push(at);
    }
    let mut sink = Related {
        found: LoadedRows::new(columns),
        link,
        owners,
        places: Vec::new(),
    };
    for values in distinct.chunks(MAX_BIND_PARAMS) {
        let (sql, values) = select::related(&link, db.dialect(), &shape, values)?;
        let call = Call::new(N::table(), sql, values, Box::new(sink), Workload::LongRead);
        sink = db.read(call).await?.into()?;
    }
    Ok((sink.found, sink.places))
}

/// Takes related rows, each as often as there are rows that it is related to.
struct Related<N> {
    found: LoadedRows<N>,
    link: Link,
    owners: HashMap<LoadKey, Vec<usize>>,
    /// For each row that was taken, the place of what it is related to.
    places: Vec<usize>,
}

impl<N: Model> Sink for Related<N> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let (table, column) = match self.link.through {
            Some(through) => (through.table, through.own),
            None => (self.link.table, self.link.other),
        };
        let at = table
            .columns()
            .iter()
            .position(|other| std::ptr::eq(other, column));
        let value = value(
            row,
            N::table().columns().len(),
            table,
            at.unwrap_or(usize::MAX),
        )?;
        let places = LoadKey::of(&value).and_then(|key| self.owners.get(&key));
        for place in places.into_iter().flatten() {
            self.found.take(row)?;
            self.places.push(*place);
        }
        Ok(())
    }
}

/// The row that a foreign key points to is not there any more.
#[cold]
pub(crate) fn gone(table: &'static Table) -> Error {
    let model = table.model();
    let message = format!(
        "a `{model}` was deleted while the rows that point to it were read; try again, or read in a transaction"
    );
    Error::new(ErrorKind::Busy, message).with_model(table)
}
