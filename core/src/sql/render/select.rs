//! Reading by a query: rows, rows with their number, related rows, and what is worked out from rows.

use std::sync::Arc;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::sql::render::writer::{Scope, SqlWriter};
use crate::stmt::aggregate::Computed;
use crate::stmt::condition::Link;
use crate::stmt::operator::Operand;
use crate::stmt::select::{Lock, Select};
use crate::stmt::sort::{Nulls, Sort};
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::{Kind, Value};

/// A text and its values.
pub(crate) type Ready = (Arc<str>, Vec<Value>);

/// The rows of a query: so many after the first so many. All of them where there is no limit.
pub(crate) fn rows(
    table: &'static Table,
    dialect: &'static Dialect,
    shape: &Select,
    limit: Option<i64>,
    offset: i64,
) -> Result<Ready> {
    let mut text = SqlWriter::new(dialect, "SELECT ");
    text.push(&dialect.prepared(table).columns);
    from(&mut text, table, shape)?;
    ordered(&mut text, &order_of(table, shape))?;
    window(&mut text, limit, offset);
    locked(&mut text, shape)?;
    text.finish()
}

/// Some columns of the rows, each combination of values once where they are distinct; in the order of the query, and where that
/// leaves them equal in that of the key, or of the columns themselves where they are distinct.
pub(crate) fn columns(
    table: &'static Table,
    dialect: &'static Dialect,
    shape: &Select,
    columns: &[usize],
    is_distinct: bool,
    (limit, offset): (Option<i64>, i64),
) -> Result<Ready> {
    let mut text = SqlWriter::new(dialect, "SELECT ");
    text.push(if is_distinct { "DISTINCT " } else { "" });
    let columns = columns.iter().filter_map(|at| table.columns().get(*at));
    for (number, column) in columns.clone().enumerate() {
        text.push(if number == 0 { "" } else { ", " });
        text.column(column);
    }
    from(&mut text, table, shape)?;
    if is_distinct {
        ordered(&mut text, &distinct_order(shape, columns)?)?;
    } else {
        ordered(&mut text, &order_of(table, shape))?;
    }
    window(&mut text, limit, offset);
    locked(&mut text, shape)?;
    text.finish()
}

/// Refuses columns of which it is asked whether two values are the same, and nobody can say.
pub(crate) fn refuse_json(columns: impl Iterator<Item = &'static ColumnDef>) -> Result<()> {
    let mut columns = columns;
    match columns.find(|column| column.kind == Kind::Json) {
        None => Ok(()),
        Some(json) => Err(Error::new(
            ErrorKind::Misuse,
            format!(
                "databases do not agree on when two JSON documents are the same; leave `{}` away",
                json.field
            ),
        )),
    }
}

/// The order of values that are no rows any more.
fn distinct_order(
    shape: &Select,
    columns: impl Iterator<Item = &'static ColumnDef> + Clone,
) -> Result<Vec<Sort>> {
    let refused = |message: String| Err(Error::new(ErrorKind::Misuse, message));
    if shape.lock.is_some() {
        return refused("distinct values are no rows that could be locked".to_owned());
    }
    refuse_json(columns.clone())?;
    let is_selected = |sort: &&Sort| {
        columns
            .clone()
            .any(|column| std::ptr::eq(sort.column, column))
    };
    if let Some(sort) = shape.order.iter().find(|sort| !is_selected(sort)) {
        return refused(format!(
            "distinct values have no `{}` to be sorted by; select it as well, or sort by what is selected",
            sort.column.field
        ));
    }
    let mut order = shape.order.clone();
    for column in columns {
        if !order.iter().any(|sort| std::ptr::eq(sort.column, column)) {
            order.push(Sort {
                column,
                descending: false,
                nulls: Nulls::Least,
            });
        }
    }
    Ok(order)
}

/// The rows of a window and, behind the columns of each, the number of all rows. At least one row comes back: of nulls where the
/// window is empty.
pub(crate) fn page(
    table: &'static Table,
    dialect: &'static Dialect,
    shape: &Select,
    limit: i64,
    offset: i64,
) -> Result<Ready> {
    let order = order_of(table, shape);
    let mut text = SqlWriter::new(dialect, "SELECT ");
    let columns = &dialect.prepared(table).columns;
    text.push(columns);
    text.push(", fivefold_total FROM (SELECT count(*) AS fivefold_total");
    from(&mut text, table, shape)?;
    text.push(") AS fivefold_counted LEFT JOIN (SELECT ");
    text.push(columns);
    from(&mut text, table, shape)?;
    ordered(&mut text, &order)?;
    window(&mut text, Some(limit), offset);
    text.push(") AS fivefold_page ON 1 = 1");
    ordered(&mut text, &order)?;
    text.finish()
}

/// The rows that are related to those whose column holds one of these values, and behind the columns of each the value that it
/// is related to.
pub(crate) fn related(
    link: &Link,
    dialect: &'static Dialect,
    shape: &Select,
    values: &[Value],
) -> Result<Ready> {
    let mut text = SqlWriter::new(dialect, "SELECT ");
    let order = order_of(link.table, shape);
    if shape.limit.is_some() {
        text.columns(link.table);
        text.push(", fivefold_related FROM (SELECT ");
    }
    // The aliases are given in this order.
    text.set_scope(Scope::Alias(1));
    text.columns(link.table);
    text.push(", ");
    text.link_column(link);
    text.push(" AS fivefold_related");
    if shape.limit.is_some() {
        text.push(", row_number() OVER (PARTITION BY ");
        text.link_column(link);
        text.push(" ORDER BY ");
        text.order(&order)?;
        text.push(") AS fivefold_number");
    }
    text.push(" FROM ");
    text.joined_tables(link);
    text.push(" WHERE ");
    match link.through {
        Some(through) => {
            text.set_scope(Scope::Alias(2));
            text.list(Operand::Column(through.own), values, true)?;
            text.set_scope(Scope::Alias(1));
        }
        None => text.list(Operand::Column(link.other), values, true)?,
    }
    for node in &shape.filters {
        text.push(" AND ");
        text.node(node)?;
    }
    text.marked(" AND ", link.table, shape.deleted);
    text.marked_between(link);
    if let Some(limit) = shape.limit {
        text.set_scope(Scope::Plain);
        text.push(") AS fivefold_rows WHERE fivefold_number <= ");
        text.value(Value::I64(limit));
    }
    ordered(&mut text, &order)?;
    text.finish()
}

/// One value that is worked out from the rows: `start` and `end` stand before and after the FROM of the query.
pub(crate) fn computed(
    table: &'static Table,
    dialect: &'static Dialect,
    shape: &Select,
    computed: Computed,
) -> Result<Ready> {
    let mut text = SqlWriter::new(dialect, "SELECT ");
    match computed {
        Computed::Count => text.push("count(*)"),
        Computed::Exists => text.push("1"),
        Computed::Of(function, column) => {
            text.check_order(column)?;
            text.push(&(dialect.syntax.aggregate)(
                function,
                column.kind,
                &dialect.quoted(column.name),
            ));
        }
    }
    from(&mut text, table, shape)?;
    if matches!(computed, Computed::Exists) {
        text.push(" LIMIT 1");
    }
    text.finish()
}

pub(crate) fn from(text: &mut SqlWriter, table: &Table, shape: &Select) -> Result<()> {
    text.push(" FROM ");
    text.name(table.name());
    text.filter(table, &shape.filters, shape.deleted)
}

/// The order of a query, made total by the key.
pub(crate) fn order_of(table: &'static Table, shape: &Select) -> Vec<Sort> {
    let mut order = shape.order.clone();
    if let Some(key) = table.key()
        && !order.iter().any(|sort| std::ptr::eq(sort.column, key))
    {
        order.push(Sort {
            column: key,
            descending: false,
            nulls: Nulls::Least,
        });
    }
    order
}

fn ordered(text: &mut SqlWriter, order: &[Sort]) -> Result<()> {
    text.push(" ORDER BY ");
    text.order(order)
}

pub(crate) fn window(text: &mut SqlWriter, limit: Option<i64>, offset: i64) {
    // No database takes an offset without a limit but PostgreSQL.
    if limit.is_none() && offset == 0 {
        return;
    }
    text.push(" LIMIT ");
    text.value(Value::I64(limit.unwrap_or(i64::MAX)));
    if offset != 0 {
        text.push(" OFFSET ");
        text.value(Value::I64(offset));
    }
}

fn locked(text: &mut SqlWriter, shape: &Select) -> Result<()> {
    let Some(locks) = text.dialect().capabilities.row_locks else {
        return match shape.lock {
            None => Ok(()),
            Some(_) => Err(Error::new(
                ErrorKind::Unsupported,
                "this database locks no rows; read and write in one transaction, which is serializable",
            )),
        };
    };
    text.push(match shape.lock {
        None => "",
        Some(Lock::Waits) => locks.wait,
        Some(Lock::Skips) => locks.skip_locked,
    });
    Ok(())
}
