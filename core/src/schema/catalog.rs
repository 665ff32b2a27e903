//! Reads which tables a database has.

use crate::db::Db;
use crate::db::executor::Backend;
use crate::driver::seam::{Arguments, Call, FkHint, Sink};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::ddl::existing::Existing;
use crate::stmt::workload::Workload;
use crate::value::row::Row;

/// Reads the tables of the schema in which new ones are created, without a lock.
pub(super) async fn read(db: &Db) -> Result<Existing> {
    let queries = &db.dialect().ddl.catalog;
    let mut existing = Existing {
        ignores_case: queries.ignores_case,
        ..Existing::default()
    };
    for row in rows(db, queries.columns).await? {
        let mut names = existing_names(&existing, row);
        let (Some(table), column) = (names.next().flatten(), names.next().flatten()) else {
            continue;
        };
        let columns = &mut existing.tables.entry(table).or_default().columns;
        columns.extend(column);
    }
    // Tables that another session has created in the meantime stay out: they are read as a whole or
    // not at all.
    if let Some(query) = queries.indexes {
        for row in rows(db, query).await? {
            let mut names = existing_names(&existing, row);
            let (Some(Some(table)), Some(Some(index)), Some(unique), Some(column)) =
                (names.next(), names.next(), names.next(), names.next())
            else {
                continue;
            };
            if let Some(table) = existing.tables.get_mut(&table) {
                let index = table.indexes.entry(index).or_default();
                index.is_unique = unique.is_some();
                index.columns.push(column);
            }
        }
    }
    if let Some(query) = queries.foreign_keys {
        for row in rows(db, query).await? {
            let mut names = existing_names(&existing, row);
            if let (Some(Some(table)), Some(Some(key))) = (names.next(), names.next())
                && let Some(table) = existing.tables.get_mut(&table)
            {
                table.foreign_keys.insert(key);
            }
        }
    }
    Ok(existing)
}

fn existing_names(
    existing: &Existing,
    row: Vec<Option<String>>,
) -> std::vec::IntoIter<Option<String>> {
    let names = row.into_iter();
    let names = names.map(|name| name.map(|name| existing.key(&name)));
    names.collect::<Vec<_>>().into_iter()
}

async fn rows(db: &Db, sql: &'static str) -> Result<Vec<Vec<Option<String>>>> {
    let call = Call {
        sql: sql.into(),
        arguments: Arguments::Once(Vec::new()),
        sink: Box::new(Names::default()),
        work: Workload::LongRead,
        table: None,
        writes: FkHint::Nothing,
    };
    Ok(db.run(call).await?.into::<Names>()?.rows)
}

/// Collects rows of names.
#[derive(Default)]
struct Names {
    rows: Vec<Vec<Option<String>>>,
}

impl Sink for Names {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let name = |index| row.text(index).map(|name| name.map(str::to_owned));
        let names = (0..row.width()).map(name).collect::<Result<Vec<_>, _>>();
        self.rows.push(names.map_err(|reason| {
            Error::new(
                ErrorKind::Internal,
                format!("the catalog of the database could not be read: {reason}"),
            )
        })?);
        Ok(())
    }
}
