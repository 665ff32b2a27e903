//! The cached SQL of a model. Identifiers come from the macro as `&'static str`; values are always
//! placeholders.

use std::sync::Arc;

use crate::sql::ddl::index_limits::index_limits;
use crate::sql::dialect::Dialect;
use crate::sql::render::delimited::list;
use crate::sql::render::insert;
use crate::stmt::select::Deleted;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::prepared::{PreparedSql, Upserts};

impl Dialect {
    /// Returns the SQL that depends on the model only; rendered once and cached in its table.
    pub(crate) fn prepared(&self, table: &'static Table) -> Arc<PreparedSql> {
        table.prepared(self.index, || render(table, self))
    }
}

fn render(table: &'static Table, dialect: &Dialect) -> PreparedSql {
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
        upserts: Upserts::default(),
        index_limits: index_limits(table),
    }
}

/// Renders the SELECT of the rows with one of two logins, or of a row of nulls: always one row, with
/// one query plan, but where both logins have one.
#[cfg(feature = "auth")]
pub(crate) fn sign_in(table: &'static Table, dialect: &Dialect, login: usize) -> Arc<str> {
    let columns = &dialect.prepared(table).columns;
    let name = dialect.quoted(table.name());
    let login = table
        .columns()
        .get(login)
        .map_or_else(String::new, |column| dialect.quoted(column.name));
    let (given, form) = (dialect.placeholder(1), dialect.placeholder(2));
    let live = Deleted::Without
        .condition(table)
        .map_or_else(String::new, |(column, sign)| {
            format!(" AND {}{sign}", dialect.quoted(column.name))
        });
    Arc::from(format!(
        "SELECT {columns} FROM (SELECT 1 AS fivefold_one) AS fivefold_always LEFT JOIN {name} ON {login} IN ({given}, {form}){live}"
    ))
}
