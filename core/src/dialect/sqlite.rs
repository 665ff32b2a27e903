//! SQLite: STRICT tables, so a column holds its type and nothing else.

use super::Dialect;
use crate::table::ColumnDef;
use crate::value::Kind;

pub(crate) static SQLITE: Dialect = Dialect {
    index: 0,
    quote: '"',
    placeholder: '?',
    table_suffix: " STRICT",
    column_type,
    counted_key: "INTEGER PRIMARY KEY AUTOINCREMENT",
    length,
    number,
    type_check,
};

fn column_type(column: &ColumnDef) -> String {
    match column.kind {
        Kind::Bool | Kind::I16 | Kind::I32 | Kind::I64 => "INTEGER",
        Kind::F32 | Kind::F64 => "REAL",
        Kind::Bytes | Kind::Uuid => "BLOB",
        Kind::Text | Kind::Timestamp | Kind::Date | Kind::Time | Kind::Json | Kind::Decimal => {
            "TEXT"
        }
    }
    .to_owned()
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
