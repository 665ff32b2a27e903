//! SELECT statements: rows, pages with a total, related rows, and aggregates.

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

/// A rendered statement: its SQL and its values.
pub(crate) type Ready = (Arc<str>, Vec<Value>);

/// Renders the SELECT of `limit` rows after the first `offset`; of all rows without a limit.
pub(crate) fn rows(
    table: &'static Table,
    dialect: &'static Dialect,
    select: &Select,
    limit: Option<i64>,
    offset: i64,
) -> Result<Ready> {
    let mut text = SqlWriter::new(dialect, "SELECT ");
    text.push(&dialect.prepared(table).columns);
    from(&mut text, table, select)?;
    ordered(&mut text, &order_of(table, select));
    window(&mut text, limit, offset);
    locked(&mut text, select)?;
    text.finish()
}

/// Renders the SELECT of some columns, without duplicates if `is_distinct`; in the order of the
/// query, made total by the key, or by the selected columns if they are distinct.
pub(crate) fn columns(
    table: &'static Table,
    dialect: &'static Dialect,
    select: &Select,
    columns: &[usize],
    is_distinct: bool,
    (limit, offset): (Option<i64>, i64),
) -> Result<Ready> {
    let mut text = SqlWriter::new(dialect, "SELECT ");
    text.push(if is_distinct { "DISTINCT " } else { "" });
    let columns = columns
        .iter()
        .filter_map(|position| table.columns().get(*position));
    text.comma_separated(columns.clone(), SqlWriter::column);
    from(&mut text, table, select)?;
    if is_distinct {
        ordered(&mut text, &distinct_order(select, columns)?);
    } else {
        ordered(&mut text, &order_of(table, select));
    }
    window(&mut text, limit, offset);
    locked(&mut text, select)?;
    text.finish()
}

/// Rejects JSON columns, whose values cannot be tested for equality on every database.
pub(crate) fn refuse_json(columns: impl Iterator<Item = &'static ColumnDef>) -> Result<()> {
    let mut columns = columns;
    match columns.find(|column| column.kind == Kind::Json) {
        None => Ok(()),
        Some(json) => Err(Error::new(
            ErrorKind::Misuse,
            format!(
                "databases do not agree on when two JSON documents are equal; remove `{}`",
                json.field
            ),
        )),
    }
}

/// Returns the order of distinct values, made total by the selected columns.
fn distinct_order(
    select: &Select,
    columns: impl Iterator<Item = &'static ColumnDef> + Clone,
) -> Result<Vec<Sort>> {
    let refused = |message: String| Err(Error::new(ErrorKind::Misuse, message));
    if select.lock.is_some() {
        return refused(
            "distinct values cannot be locked; remove the lock or `distinct`".to_owned(),
        );
    }
    refuse_json(columns.clone())?;
    let is_selected = |sort: &&Sort| {
        columns
            .clone()
            .any(|column| std::ptr::eq(sort.column, column))
    };
    if let Some(sort) = select.order.iter().find(|sort| !is_selected(sort)) {
        return refused(format!(
            "cannot sort distinct values by `{}`; select it as well, or sort by a selected column",
            sort.column.field
        ));
    }
    let mut order = select.order.clone();
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

/// Renders the SELECT of the rows of a window and, after the columns of each, the number of all
/// rows. It returns at least one row: one of nulls if the window is empty.
pub(crate) fn page(
    table: &'static Table,
    dialect: &'static Dialect,
    select: &Select,
    limit: i64,
    offset: i64,
) -> Result<Ready> {
    let order = order_of(table, select);
    let mut text = SqlWriter::new(dialect, "SELECT ");
    let columns = &dialect.prepared(table).columns;
    text.push(columns);
    text.push(", fivefold_total FROM (SELECT count(*) AS fivefold_total");
    from(&mut text, table, select)?;
    text.push(") AS fivefold_counted LEFT JOIN (SELECT ");
    text.push(columns);
    from(&mut text, table, select)?;
    ordered(&mut text, &order);
    window(&mut text, Some(limit), offset);
    text.push(") AS fivefold_page ON 1 = 1");
    ordered(&mut text, &order);
    text.finish()
}

/// Renders the SELECT of the rows that are related to one of these values, and after the columns of
/// each the value that it is related to.
pub(crate) fn related(
    link: &Link,
    dialect: &'static Dialect,
    select: &Select,
    values: &[Value],
) -> Result<Ready> {
    let mut text = SqlWriter::new(dialect, "SELECT ");
    let order = order_of(link.table, select);
    if select.limit.is_some() {
        text.columns(link.table);
        text.push(", fivefold_related FROM (SELECT ");
    }
    // The aliases are numbered in this order.
    text.set_scope(Scope::Alias(1));
    text.columns(link.table);
    text.push(", ");
    text.link_column(link);
    text.push(" AS fivefold_related");
    if select.limit.is_some() {
        text.push(", row_number() OVER (PARTITION BY ");
        text.link_column(link);
        text.push(" ORDER BY ");
        text.order(&order);
        text.push(") AS fivefold_number");
    }
    text.push(" FROM ");
    if link.through.is_some() {
        text.joined_tables(link, Some(values));
        text.filter(link.table, &select.filters, select.deleted)?;
    } else {
        text.joined_tables(link, None);
        text.push(" WHERE ");
        text.list(Operand::Column(link.other), values, true);
        if !select.filters.is_empty() {
            text.push(" AND ");
            text.conditions(&select.filters, " AND ")?;
        }
        text.deleted(" AND ", link.table, select.deleted);
    }
    if let Some(limit) = select.limit {
        text.set_scope(Scope::Plain);
        text.push(") AS fivefold_rows WHERE fivefold_number <= ");
        text.value(Value::I64(limit));
    }
    ordered(&mut text, &order);
    text.finish()
}

/// Renders the SELECT of one value that is computed from the rows.
pub(crate) fn computed(
    table: &'static Table,
    dialect: &'static Dialect,
    select: &Select,
    computed: Computed,
) -> Result<Ready> {
    let mut text = SqlWriter::new(dialect, "SELECT ");
    match computed {
        Computed::Count => text.push("count(*)"),
        Computed::Exists => text.push("1"),
        Computed::Of(function, column) => {
            text.selected_aggregate(function, column);
        }
    }
    from(&mut text, table, select)?;
    if matches!(computed, Computed::Exists) {
        text.push(" LIMIT 1");
    }
    text.finish()
}

pub(crate) fn from(text: &mut SqlWriter, table: &Table, select: &Select) -> Result<()> {
    text.push(" FROM ");
    text.name(table.name());
    text.filter(table, &select.filters, select.deleted)
}

/// Returns the order of a query, made total by the key.
pub(crate) fn order_of(table: &'static Table, select: &Select) -> Vec<Sort> {
    let mut order = select.order.clone();
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

fn ordered(text: &mut SqlWriter, order: &[Sort]) {
    text.push(" ORDER BY ");
    text.order(order);
}

pub(crate) fn window(text: &mut SqlWriter, limit: Option<i64>, offset: i64) {
    // Only PostgreSQL accepts an offset without a limit.
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

fn locked(text: &mut SqlWriter, select: &Select) -> Result<()> {
    let Some(locks) = text.dialect().capabilities.row_locks else {
        return match select.lock {
            None => Ok(()),
            Some(_) => Err(Error::new(
                ErrorKind::Unsupported,
                "this database has no row locks; read and write in one transaction, which is serializable",
            )),
        };
    };
    text.push(match select.lock {
        None => "",
        Some(Lock::Waits) => locks.wait,
        Some(Lock::Skips) => locks.skip_locked,
    });
    Ok(())
}
