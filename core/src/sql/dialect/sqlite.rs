//! SQLite. Tables are STRICT, so a column holds values of its type only.

use crate::sql::dialect::Dialect;
use crate::sql::dialect::capabilities::{Bulk, Capabilities, IndexOrder};
use crate::sql::dialect::ddl::{CatalogQueries, Ddl, Layout, Lower, always};
use crate::sql::dialect::raw::{Comments, RawStatements};
use crate::sql::dialect::syntax::{
    JsonPaths, Lists, Placeholder, Syntax, TextSearch, function_name, no_arrays, returning_clause,
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
        exists: "+EXISTS",
        returning_key: returning_clause,
        text_search: TextSearch::Functions,
        json_paths: JsonPaths::TypeThenValue,
        ascii_lower: |text| format!("lower({text})"),
        aggregate,
        read_aggregate,
        aggregate_rest,
        decimal_order: " COLLATE fivefold_decimal",
        increment,
        lists: Lists::JsonEach,
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
        lower: Lower::Expression,
        add_foreign_key: None,
        allows_check: always,
        length,
        number,
        type_check,
    },
    raw: RAW,
    capabilities: Capabilities {
        index_order: IndexOrder::NewestFirst,
        checks_keys_by_row: false,
        truncates_blanks: false,
        upsert: true,
        update_returning: true,
        // SQLITE_MAX_EXPR_DEPTH is 1,000.
        counts_long_lists_as_levels: true,
        nulls_are_least: true,
        nulls_first_last: true,
        reads_changed_table: true,
        deletes_changed_rows: false,
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

/// A sum of SQLite fails as soon as a part of it exceeds 64 bits, so the upper and the lower 32 bits
/// of the numbers are added up for themselves. Beyond 64 bits the result is a float, which SQLite
/// compares with an integer by value. The functions on decimal numbers are those of the driver.
fn aggregate(function: Function, kind: Kind, quoted: &str) -> String {
    let name = function_name(function);
    match (function, kind) {
        (Function::Sum, Kind::I64) => {
            let (upper, lower) = halves(quoted);
            format!(
                "CASE WHEN {upper} BETWEEN -2147483648 AND 2147483647 THEN {upper} << 32 | {lower} ELSE {upper} * 4294967296.0 END"
            )
        }
        (Function::Sum | Function::Average, Kind::F32 | Kind::F64) => {
            // `abs` of the least integer is an error, and infinity minus infinity is NULL.
            format!(
                "CASE WHEN count({quoted}) > 0 AND (abs(sum({quoted})) < 9e999) IS NOT TRUE THEN abs(-9223372036854775807 - (count({quoted}) > 0)) ELSE {name}({quoted}) END"
            )
        }
        (Function::Sum | Function::Average, Kind::Decimal) => {
            format!("fivefold_decimal_{name}({quoted})")
        }
        (Function::Least | Function::Greatest, Kind::Decimal) => {
            format!("{name}({quoted} COLLATE fivefold_decimal)")
        }
        _ => format!("{name}({quoted})"),
    }
}

/// The text of a float is not that of an integer, so a sum beyond 64 bits is told apart.
fn read_aggregate(function: Function, kind: Kind, aggregate: String) -> String {
    if function == Function::Sum && kind.is_integer() {
        format!("CAST({aggregate} AS TEXT)")
    } else {
        aggregate
    }
}

/// A sum beyond 64 bits is its upper half as a float, so equal ones differ in the lower half.
fn aggregate_rest(function: Function, kind: Kind, quoted: &str) -> Option<String> {
    let is_rounded = (function, kind) == (Function::Sum, Kind::I64);
    is_rounded.then(|| format!("coalesce({}, 0)", halves(quoted).1))
}

/// Returns the upper half of the sum, which is beyond 32 bits where the sum is beyond 64, and the
/// lower half.
fn halves(quoted: &str) -> (String, String) {
    let lower = format!("sum({quoted} & 4294967295)");
    (
        format!("(sum({quoted} >> 32) + ({lower} >> 32))"),
        format!("({lower} & 4294967295)"),
    )
}

/// SQLite computes with 64-bit floats, and would store infinity.
fn increment(kind: Kind) -> &'static str {
    match kind {
        Kind::F32 => "fivefold_f32(@ + ?)",
        Kind::F64 => {
            "(SELECT CASE WHEN abs(s) < 9e999 OR s IS NULL THEN s ELSE abs(-9223372036854775807 - (s IS NOT NULL)) END FROM (SELECT @ + ? AS s))"
        }
        Kind::Decimal => "fivefold_decimal_add(@, ?)",
        _ => "@ + ?",
    }
}
