//! From descriptions to SQL text. Identifiers come from the macro as `&'static str`; values are placeholders, always.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::sql::dialect::Dialect;
use crate::sql::render::delimited::list;
use crate::sql::render::insert;
use crate::stmt::select::Deleted;
use crate::stmt::update::Update;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::prepared::PreparedSql;

impl Dialect {
    /// Returns the SQL of a model that depends on nothing else; rendered once and cached in the model's description.
    pub(crate) fn prepared(&self, table: &Table) -> Arc<PreparedSql> {
        table.prepared(self.index, || render(table, self))
    }
}

fn render(table: &Table, dialect: &Dialect) -> PreparedSql {
    let columns = list(
        table
            .columns()
            .iter()
            .map(|column| dialect.quoted(column.name)),
    );
    let name = dialect.quoted(table.name());
    let key = table
        .key()
        .map_or_else(String::new, |key| dialect.quoted(key.name));
    let first = dialect.placeholder(1);
    let live = Deleted::Without.condition(table).map(|(column, sign)| {
        let column = dialect.quoted(column.name);
        (
            format!(" AND {column}{sign}"),
            format!(" WHERE {column}{sign}"),
        )
    });
    let (and_live, where_live) = live.unwrap_or_default();
    let find_by = |column: &ColumnDef| {
        Arc::from(format!(
            "SELECT {columns} FROM {name} WHERE {} = {first}{and_live}",
            dialect.quoted(column.name)
        ))
    };
    PreparedSql {
        insert: insert::insert_tuples(table, dialect, 1),
        insert_many: insert::insert_many(table, dialect),
        get: Arc::from(format!(
            "SELECT {columns} FROM {name} WHERE {key} = {first}{and_live}"
        )),
        exists: Arc::from(format!(
            "SELECT 1 FROM {name} WHERE {key} = {first}{and_live}"
        )),
        delete: Arc::from(format!("DELETE FROM {name} WHERE {key} = {first}")),
        list: Arc::from(format!(
            "SELECT {columns} FROM {name}{where_live} ORDER BY {key} LIMIT {first} OFFSET {}",
            dialect.placeholder(2)
        )),
        count: Arc::from(format!("SELECT count(*) FROM {name}{where_live}")),
        find_by: table.columns().iter().map(find_by).collect(),
        columns,
    }
}

/// Changes some columns of the row with a key, which is the last value.
pub(crate) fn update(table: &Table, dialect: &Dialect, updating: Update<'_>) -> Arc<str> {
    let Update {
        columns,
        adding,
        unchanged,
        deleted,
        returns,
    } = updating;
    let unchanged = unchanged.and_then(|at| table.columns().get(at));
    let texts = dialect.prepared(table);
    let mut last = columns.len() + 1;
    let mut sql = String::with_capacity(64 + 24 * last + texts.columns.len());
    let _ = write!(sql, "UPDATE {} SET ", dialect.quoted(table.name()));
    let columns = columns.iter();
    let defs = columns.filter_map(|at| Some((at, table.columns().get(*at)?)));
    for (number, (at, column)) in defs.enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        let (column, value) = (dialect.quoted(column.name), dialect.placeholder(number + 1));
        let _ = write!(sql, "{comma}{column} = ");
        if adding.contains(at) {
            let _ = write!(sql, "{column} + ");
        }
        let _ = write!(sql, "{value}");
    }
    let _ = write!(sql, " WHERE ");
    if let Some(unchanged) = unchanged {
        let (column, value) = (dialect.quoted(unchanged.name), dialect.placeholder(last));
        let _ = write!(sql, "{column} = {value} AND ");
        last += 1;
    }
    let key = table
        .key()
        .map_or_else(String::new, |key| dialect.quoted(key.name));
    let _ = write!(sql, "{key} = {}", dialect.placeholder(last));
    if let Some((column, sign)) = deleted.condition(table) {
        let _ = write!(sql, " AND {}{sign}", dialect.quoted(column.name));
    }
    if returns && dialect.capabilities.update_returning {
        let _ = write!(sql, " RETURNING {}", texts.columns);
    }
    Arc::from(sql)
}

/// Deletes the row with a key if this column still holds a value: the first one, and the key the second.
pub(crate) fn delete_unchanged(table: &Table, dialect: &Dialect, unchanged: usize) -> Arc<str> {
    let quoted = |column: Option<&ColumnDef>| {
        column.map_or_else(String::new, |column| dialect.quoted(column.name))
    };
    Arc::from(format!(
        "DELETE FROM {} WHERE {} = {} AND {} = {}",
        dialect.quoted(table.name()),
        quoted(table.columns().get(unchanged)),
        dialect.placeholder(1),
        quoted(table.key()),
        dialect.placeholder(2)
    ))
}

/// Reads the row in which one column holds a value, or a row of nulls: always one row, from one plan.
#[cfg(feature = "auth")]
pub(crate) fn sign_in(table: &Table, dialect: &Dialect, login: usize) -> Arc<str> {
    let columns = &dialect.prepared(table).columns;
    let name = dialect.quoted(table.name());
    let login = table
        .columns()
        .get(login)
        .map_or_else(String::new, |column| dialect.quoted(column.name));
    let value = dialect.placeholder(1);
    let live = Deleted::Without
        .condition(table)
        .map_or_else(String::new, |(column, sign)| {
            format!(" AND {}{sign}", dialect.quoted(column.name))
        });
    Arc::from(format!(
        "SELECT {columns} FROM (SELECT 1 AS fivefold_one) AS fivefold_always LEFT JOIN {name} ON {login} = {value}{live}"
    ))
}
