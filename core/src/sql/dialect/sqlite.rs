//! SQLite: STRICT tables, so a column holds its type and nothing else.

use crate::sql::dialect::{Bulk, Dialect, JsonPaths, Layout, Placeholder, Searches};
use crate::stmt::aggregate::Function;
use crate::table::column::ColumnDef;
use crate::value::Kind;

pub(crate) static SQLITE: Dialect = Dialect {
    index: 0,
    quote: '"',
    placeholder: Placeholder::Numbered('?'),
    backslash_escapes: false,
    dollar_quotes: false,
    cuts_blanks: false,
    literal: crate::sql::dialect::literal,
    before_schema: "",
    table_suffix: " STRICT",
    layout: |table| Ok(Layout::plain(table, column_type)),
    counted_key: |_, _| "INTEGER PRIMARY KEY AUTOINCREMENT".to_owned(),
    inline_indexes: false,
    live_column: None,
    add_foreign_key: None,
    takes_checks: crate::sql::dialect::always,
    length,
    number,
    type_check,
    empty_insert: "DEFAULT VALUES",
    from_nothing: "",
    returning_key: crate::sql::dialect::returning,
    upserts: true,
    update_returns: true,
    // SQLITE_MAX_VARIABLE_NUMBER.
    most_values: 32_766,
    searches: Searches::Functions,
    json_paths: JsonPaths::TypeThenValue,
    ascii_lower: |text| format!("lower({text})"),
    aggregate,
    nulls_are_least: true,
    places_nulls: true,
    orders_decimals: false,
    reads_what_it_changes: true,
    // One transaction writes at a time, and what it has read nobody else can change.
    row_locks: None,
    replication: None,
    bulk: Bulk::Each,
    array: crate::sql::dialect::no_arrays,
};

fn column_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool | Kind::I16 | Kind::I32 | Kind::I64 => "INTEGER",
        Kind::F32 | Kind::F64 => "REAL",
        Kind::Bytes | Kind::Uuid => "BLOB",
        Kind::Text | Kind::Timestamp | Kind::Date | Kind::Time | Kind::Json | Kind::Decimal => {
            "TEXT"
        }
    }
}

fn length(column: &ColumnDef, quoted: &str) -> Option<String> {
    match column.kind {
        Kind::Text | Kind::Bytes => Some(format!("length({quoted})")),
        Kind::Json => Some(format!("json_array_length({quoted})")),
        _ => None,
    }
}

/// Decimals are text. As the nearest float a decimal within the bounds never falls out of them.
fn number(column: &ColumnDef, quoted: &str) -> String {
    match column.kind {
        Kind::Decimal => format!("CAST({quoted} AS REAL)"),
        _ => quoted.to_owned(),
    }
}

fn type_check(column: &ColumnDef, quoted: &str) -> Option<String> {
    match column.kind {
        Kind::Bool => Some(format!("{quoted} IN (0, 1)")),
        Kind::I16 => Some(format!("{quoted} BETWEEN -32768 AND 32767")),
        Kind::I32 => Some(format!("{quoted} BETWEEN -2147483648 AND 2147483647")),
        Kind::Uuid => Some(format!("length({quoted}) = 16")),
        Kind::Json => Some(format!("json_valid({quoted})")),
        _ => None,
    }
}

/// Integers that do not fit are an error. Decimal numbers are text.
fn aggregate(function: Function, kind: Kind, quoted: &str) -> String {
    let name = crate::sql::dialect::function(function);
    match (function, kind) {
        (Function::Sum, Kind::I16 | Kind::I32 | Kind::I64) => {
            format!("CAST({name}({quoted}) AS TEXT)")
        }
        _ => format!("{name}({quoted})"),
    }
}
