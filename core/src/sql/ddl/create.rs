//! CREATE TABLE and CREATE INDEX of models.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::ddl::checks::checks;
use crate::sql::ddl::existing::{Existing, ExistingTable};
use crate::sql::ddl::index_order::in_creation_order;
use crate::sql::dialect::Dialect;
use crate::sql::dialect::ddl::{Layout, Lower};
use crate::table::Table;
use crate::table::column::{ColumnDef, OnDelete};
use crate::table::index::{Index, Part};
use crate::table::names::constraint_name;

/// Renders a script that creates the tables and indexes that do not exist yet; none when all of them
/// do. Parents come before children. Another session may create some of them in the meantime.
///
/// Every statement ends with `;` and a newline, and no statement contains that sequence.
pub(crate) fn script(
    tables: &[&'static Table],
    dialect: &Dialect,
    existing: &Existing,
) -> Result<Option<String>> {
    let (mut sql, mut later) = (String::new(), String::new());
    for (index, table) in tables.iter().enumerate() {
        let created = tables.get(..=index).unwrap_or_default();
        match existing.table(table) {
            Some(found) => sql.push_str(&missing_indexes(table, found, dialect, existing)?),
            None => sql.push_str(&create(table, created, dialect)?),
        }
        later.push_str(&foreign_keys_later(table, created, dialect, existing));
    }
    sql.push_str(&later);
    Ok((!sql.is_empty()).then(|| format!("{}{sql}", dialect.ddl.script_start)))
}

/// Renders the indexes that an existing table lacks, where they are statements of their own.
fn missing_indexes(
    table: &'static Table,
    found: &ExistingTable,
    dialect: &Dialect,
    existing: &Existing,
) -> Result<String> {
    let mut sql = String::new();
    if dialect.ddl.inline_indexes {
        return Ok(sql);
    }
    for index in &(dialect.ddl.layout)(table)?.indexes {
        if existing.has_index(found, index) {
            continue;
        }
        if let Some(column) = existing.missing_column(found, index) {
            let model = table.model();
            let field = table.field_of_column(column).unwrap_or(column);
            return Err(Error::new(
                ErrorKind::Internal,
                format!(
                    "the table of `{model}` lacks the column `{column}` of `{model}.{field}`, which has an index; add the column by a migration, because an existing table is not changed"
                ),
            )
            .with_model(table));
        }
        sql.push_str(&create_index(table, index, dialect));
    }
    Ok(sql)
}

fn create(table: &'static Table, created: &[&Table], dialect: &Dialect) -> Result<String> {
    let name = dialect.quoted(table.name());
    let layout = (dialect.ddl.layout)(table)?;
    let columns = || table.columns().iter();
    let mut lines: Vec<String> = columns()
        .zip(&layout.types)
        .map(|(column, column_type)| column_line(table, column, column_type, dialect))
        .collect();
    lines.extend(lower_columns(table, &layout, dialect));
    if let Some(live) = live_column(&layout.indexes, dialect) {
        lines.push(format!("{} {live}", dialect.quoted(LIVE)));
    }
    if let Some(key) = table.key().filter(|key| !key.made_by_database()) {
        lines.push(format!(
            "CONSTRAINT {} PRIMARY KEY ({})",
            dialect.quoted(&table.key_constraint()),
            dialect.quoted(key.name)
        ));
    }
    lines.extend(
        columns()
            .filter(|column| !is_added_later(column, created, dialect))
            .filter_map(|column| {
                let name = dialect.quoted(&table.foreign_key_name(column.name));
                let reference = reference(column, dialect)?;
                Some(format!("CONSTRAINT {name} FOREIGN KEY {reference}"))
            }),
    );
    lines.extend(columns().flat_map(|column| checks(table, column, dialect)));
    if dialect.ddl.inline_indexes {
        let inline = layout.indexes.iter();
        lines.extend(inline.map(|index| inline_index(index, dialect)));
    }
    let mut sql = format!(
        "CREATE TABLE IF NOT EXISTS {name} (\n  {}\n){};\n",
        lines.join(",\n  "),
        dialect.ddl.table_suffix
    );
    if !dialect.ddl.inline_indexes {
        for index in in_creation_order(&layout.indexes, dialect.capabilities.index_order) {
            sql.push_str(&create_index(table, index, dialect));
        }
    }
    Ok(sql)
}

/// The generated column that is null in soft-deleted rows, for unique indexes.
const LIVE: &str = "fivefold_live";

/// Returns the definition of the [`LIVE`] column, where a unique index needs it to ignore
/// soft-deleted rows.
fn live_column(indexes: &[Index], dialect: &Dialect) -> Option<String> {
    let deleted = indexes.iter().find_map(|index| index.live)?;
    Some((dialect.ddl.live_column?)(&dialect.quoted(deleted.name)))
}

/// Returns the generated columns with the lower case of other columns, where the database cannot
/// index an expression.
fn lower_columns<'a>(
    table: &'a Table,
    layout: &'a Layout,
    dialect: &'a Dialect,
) -> impl Iterator<Item = String> + 'a {
    let columns = table.columns().iter().zip(&layout.types);
    columns.filter_map(move |(column, column_type)| {
        let parts = layout.indexes.iter().flat_map(|index| &index.parts);
        let mut parts = parts.filter(|part| part.column.name == column.name);
        let Lower::Column(render) = dialect.ddl.lower else {
            return None;
        };
        parts.any(|part| part.is_lower).then(|| {
            let name = dialect.quoted(&lower_column(column));
            format!(
                "{name} {}",
                render(column_type, &dialect.quoted(column.name))
            )
        })
    })
}

/// Returns the name of the generated column with the lower case of a column.
fn lower_column(column: &ColumnDef) -> String {
    constraint_name("fivefold", &[column.name], "lower")
}

fn column_line(table: &Table, column: &ColumnDef, column_type: &str, dialect: &Dialect) -> String {
    let name = dialect.quoted(column.name);
    if column.made_by_database() {
        let constraint = dialect.quoted(&table.key_constraint());
        return format!(
            "{name} {}",
            (dialect.ddl.generated_key)(column, &constraint)
        );
    }
    let null = if column.nullable { "" } else { " NOT NULL" };
    format!("{name} {column_type}{null}")
}

/// Renders the text after FOREIGN KEY.
fn reference(column: &ColumnDef, dialect: &Dialect) -> Option<String> {
    let key = column.references?;
    let parent = (key.parent)();
    // NO ACTION rejects as RESTRICT does, but at the end of the statement, so that a row may
    // reference itself.
    let action = match key.on_delete {
        OnDelete::Restrict => "NO ACTION",
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
    };
    Some(format!(
        "({}) REFERENCES {} ({}) ON DELETE {action}",
        dialect.quoted(column.name),
        dialect.quoted(parent.name()),
        parent
            .key()
            .map_or_else(String::new, |key| dialect.quoted(key.name)),
    ))
}

/// Returns true for a foreign key to a table that is created later, where the database rejects one.
fn is_added_later(column: &ColumnDef, created: &[&Table], dialect: &Dialect) -> bool {
    dialect.ddl.add_foreign_key.is_some()
        && column.references.is_some_and(|key| {
            let parent = (key.parent)().name();
            !created.iter().any(|table| table.name() == parent)
        })
}

/// Renders the foreign keys of a table that are added after their parents were created.
fn foreign_keys_later(
    table: &Table,
    created: &[&Table],
    dialect: &Dialect,
    existing: &Existing,
) -> String {
    let Some(add_foreign_key) = dialect.ddl.add_foreign_key else {
        return String::new();
    };
    let columns = table.columns().iter();
    columns
        .filter(|column| is_added_later(column, created, dialect))
        .filter_map(|column| {
            let constraint = table.foreign_key_name(column.name);
            if existing.has_foreign_key(table, &constraint) {
                return None;
            }
            let reference = reference(column, dialect)?;
            Some(add_foreign_key(table.name(), &constraint, &reference))
        })
        .collect()
}

fn create_index(table: &Table, index: &Index, dialect: &Dialect) -> String {
    let live = index.live.map_or_else(String::new, |deleted| {
        format!(" WHERE {} IS NULL", dialect.quoted(deleted.name))
    });
    format!(
        "CREATE {}INDEX IF NOT EXISTS {} ON {} ({}){live};\n",
        if index.unique { "UNIQUE " } else { "" },
        dialect.quoted(&index.name),
        dialect.quoted(table.name()),
        parts(index, dialect),
    )
}

fn inline_index(index: &Index, dialect: &Dialect) -> String {
    let live = index
        .live
        .map_or_else(String::new, |_| format!(", {}", dialect.quoted(LIVE)));
    format!(
        "{}KEY {} ({}{live})",
        if index.unique { "UNIQUE " } else { "" },
        dialect.quoted(&index.name),
        parts(index, dialect),
    )
}

fn parts(index: &Index, dialect: &Dialect) -> String {
    let part = |part: &Part| {
        let prefix = part
            .prefix
            .map_or_else(String::new, |length| format!("({length})"));
        let order = if part.descending { " DESC" } else { "" };
        let name = dialect.quoted(part.column.name);
        let indexed = match dialect.ddl.lower {
            Lower::Expression if part.is_lower => (dialect.syntax.ascii_lower)(&name),
            Lower::Column(_) if part.is_lower => dialect.quoted(&lower_column(part.column)),
            _ => name,
        };
        format!("{indexed}{prefix}{order}")
    };
    index.parts.iter().map(part).collect::<Vec<_>>().join(", ")
}
