//! SQLite. Tables are STRICT, so a column holds values of its type only.

use crate::sql::dialect::Dialect;
use crate::sql::dialect::capabilities::{Bulk, Capabilities};
use crate::sql::dialect::ddl::{CatalogQueries, Ddl, Layout, always};
use crate::sql::dialect::raw::{Comments, RawStatements};
use crate::sql::dialect::syntax::{
    JsonPaths, Placeholder, Syntax, TextSearch, function_name, no_arrays, returning_clause,
    standard_literal,
};
use crate::stmt::aggregate::Function;
use crate::table::column::ColumnDef;
use crate::value::Kind;

pub(crate) static SQLITE: Dialect = Dialect {
    index: 0,
    syntax: Syntax {
        quote: '"',
        placeholder: Placeholder::Numbered('?'),
        backslash_escapes: false,
        dollar_quotes: false,
        literal: standard_literal,
        default_values: "DEFAULT VALUES",
        from_nothing: "",
        returning_key: returning_clause,
        text_search: TextSearch::Functions,
        json_paths: JsonPaths::TypeThenValue,
        ascii_lower: |text| format!("lower({text})"),
        aggregate,
        array: no_arrays,
    },
    ddl: Ddl {
        script_start: "",
        catalog: CatalogQueries {
            ignores_case: true,
            columns: "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type IN ('table', 'view')",
            indexes: Some(
                "SELECT m.name, i.name, CASE WHEN i.\"unique\" AND NOT i.partial THEN '1' END, c.name FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c WHERE m.type = 'table' ORDER BY m.name, i.name, c.seqno",
            ),
            foreign_keys: None,
        },
        table_suffix: " STRICT",
        layout: |table| Ok(Layout::plain(table, column_type)),
        generated_key: |_, _| "INTEGER PRIMARY KEY AUTOINCREMENT".to_owned(),
        inline_indexes: false,
        live_column: None,
        add_foreign_key: None,
        allows_check: always,
        length,
        number,
        type_check,
    },
    raw: RAW,
    capabilities: Capabilities {
        truncates_blanks: false,
        upsert: true,
        update_returning: true,
        // SQLITE_MAX_VARIABLE_NUMBER.
        max_bind_params: 32_766,
        nulls_are_least: true,
        nulls_first_last: true,
        orders_decimals: false,
        reads_changed_table: true,
        // One transaction writes at a time, and no other can change the rows that it has read.
        row_locks: None,
        replication: None,
        bulk: Bulk::Each,
    },
};

#[rustfmt::skip]
const RAW: RawStatements = RawStatements {
    stateless: &[
        "SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "REPLACE", "EXPLAIN",
        "CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE", "CREATE TRIGGER", "CREATE VIEW",
        "CREATE VIRTUAL", "ALTER", "DROP", "REINDEX", "ANALYZE", "VACUUM",
    ],
    session_functions: &[],
    transactions: &["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"],
    no_transactions: &[],
    in_transaction: None,
    commits: (&[], &[]),
    ignored_settings: &["KEY", "REKEY", "HEXKEY", "HEXREKEY", "TEXTKEY", "TEXTREKEY"],
    comments: Comments::Plain,
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

/// Decimals are stored as text. Rounding to the nearest float never moves a decimal out of its
/// bounds.
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

/// A sum that exceeds 64 bits is an error of SQLite. Decimal numbers are stored as text.
fn aggregate(function: Function, kind: Kind, quoted: &str) -> String {
    let name = function_name(function);
    match (function, kind) {
        (Function::Sum, Kind::I16 | Kind::I32 | Kind::I64) => {
            format!("CAST({name}({quoted}) AS TEXT)")
        }
        _ => format!("{name}({quoted})"),
    }
}
