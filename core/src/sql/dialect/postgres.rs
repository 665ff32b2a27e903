//! PostgreSQL 14 and later. Every kind has a type of its own.

use crate::sql::dialect::Dialect;
use crate::sql::dialect::capabilities::{Bulk, Capabilities, IndexOrder, Replication, RowLocks};
use crate::sql::dialect::ddl::{CatalogQueries, Ddl, Layout, Lower, always};
use crate::sql::dialect::raw::{Comments, RawStatements};
use crate::sql::dialect::syntax::{
    JsonPaths, Lists, Placeholder, Syntax, TextSearch, function_name, no_rest, returning_clause,
    standard_literal,
};
use crate::stmt::aggregate::Function;
use crate::table::column::ColumnDef;
use crate::value::Kind;

pub(crate) static POSTGRES: Dialect = Dialect {
    index: 1,
    syntax: Syntax {
        quote: '"',
        placeholder: Placeholder::Numbered('$'),
        backslash_escapes: false,
        dollar_quotes: true,
        literal: standard_literal,
        default_values: "DEFAULT VALUES",
        from_nothing: "",
        exists: "EXISTS",
        returning_key: returning_clause,
        text_search: TextSearch::Like,
        json_paths: JsonPaths::Strict,
        ascii_lower: |text| format!("lower({text} COLLATE \"C\")"),
        aggregate,
        read_aggregate,
        aggregate_rest: no_rest,
        decimal_order: "",
        increment,
        lists: Lists::Array,
        array: |kind| Some(array(kind)),
    },
    ddl: Ddl {
        // CREATE TABLE IF NOT EXISTS fails when another session creates the table between its check
        // and its insert into the catalog. The number is "fivefold" in ASCII; the lock ends with
        // the transaction.
        script_start: "SELECT pg_advisory_xact_lock(7379559642305621092);\n",
        catalog: CatalogQueries {
            ignores_case: false,
            columns: "SELECT t.relname::text, a.attname::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace \
                LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
                WHERE n.nspname = current_schema() AND t.relkind IN ('r', 'p', 'v', 'm', 'f')",
            indexes: Some(
                "SELECT t.relname::text, i.relname::text, CASE WHEN x.indisunique AND x.indisvalid AND x.indpred IS NULL THEN '1' END, a.attname::text \
                FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
                CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY k (number, position) \
                LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number \
                WHERE n.nspname = current_schema() AND k.position <= x.indnkeyatts ORDER BY t.relname, i.relname, k.position",
            ),
            foreign_keys: Some(
                "SELECT t.relname::text, c.conname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
                WHERE n.nspname = current_schema() AND c.contype = 'f'",
            ),
        },
        table_suffix: "",
        layout: |table| Ok(Layout::plain(table, column_type)),
        generated_key,
        inline_indexes: false,
        live_column: None,
        lower: Lower::Expression,
        add_foreign_key: Some(add_foreign_key),
        allows_check: always,
        length,
        number: |_, quoted| quoted.to_owned(),
        type_check: |_, _| None,
    },
    raw: RAW,
    capabilities: Capabilities {
        index_order: IndexOrder::OldestFirst,
        checks_keys_by_row: false,
        truncates_blanks: false,
        upsert: true,
        update_returning: true,
        counts_long_lists_as_levels: false,
        nulls_are_least: false,
        nulls_first_last: true,
        reads_changed_table: true,
        deletes_changed_rows: false,
        row_locks: Some(RowLocks {
            wait: " FOR UPDATE",
            skip_locked: " FOR UPDATE SKIP LOCKED",
        }),
        replication: Some(Replication {
            position: "SELECT pg_current_wal_insert_lsn()::text",
            reached: "SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= $1::text::pg_lsn THEN 1 ELSE 0 END",
        }),
        bulk: Bulk::Arrays,
    },
};

#[rustfmt::skip]
const RAW: RawStatements = RawStatements {
    stateless: &[
        "SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "EXPLAIN",
        "SHOW", "LOCK", "TRUNCATE", "ANALYZE", "VACUUM", "REFRESH", "NOTIFY",
        // Until the end of the transaction.
        "SET LOCAL", "SET CONSTRAINTS",
    ],
    // An escaped name can be any of them.
    session_functions: &[
        "set_config", "advisory_lock", "setseed", "dblink_connect", "pg_settings", "u&\"",
    ],
    transactions: &[
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE",
        "PREPARE TRANSACTION",
    ],
    // They end a transaction of an earlier session.
    no_transactions: &["COMMIT PREPARED", "ROLLBACK PREPARED"],
    in_transaction: None,
    commits: (&[], &[]),
    ignored_settings: &[],
    comments: Comments::Nested,
};

fn column_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "boolean",
        Kind::I16 => "smallint",
        Kind::I32 => "integer",
        Kind::I64 => "bigint",
        Kind::F32 => "real",
        Kind::F64 => "double precision",
        // Text sorts by bytes, as on the other databases, and not by the locale of the server.
        Kind::Text => "text COLLATE \"C\"",
        Kind::Bytes => "bytea",
        Kind::Uuid => "uuid",
        Kind::Timestamp => "timestamptz",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::Json => "jsonb",
        Kind::Decimal => "numeric",
    }
}

fn array(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "boolean[]",
        Kind::I16 => "smallint[]",
        Kind::I32 => "integer[]",
        Kind::I64 => "bigint[]",
        Kind::F32 => "real[]",
        Kind::F64 => "double precision[]",
        Kind::Text => "text[]",
        Kind::Bytes => "bytea[]",
        Kind::Uuid => "uuid[]",
        Kind::Timestamp => "timestamptz[]",
        Kind::Date => "date[]",
        Kind::Time => "time[]",
        Kind::Json => "jsonb[]",
        Kind::Decimal => "numeric[]",
    }
}

fn generated_key(column: &ColumnDef, constraint: &str) -> String {
    format!(
        "{} GENERATED BY DEFAULT AS IDENTITY CONSTRAINT {constraint} PRIMARY KEY",
        column_type(column.kind)
    )
}

/// Checks first, because ALTER TABLE locks the table. On one line, because statements of a script
/// end with the line.
fn add_foreign_key(table: &str, constraint: &str, points: &str) -> String {
    format!(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '{constraint}' AND conrelid = '\"{table}\"'::regclass) \
         THEN ALTER TABLE \"{table}\" ADD CONSTRAINT \"{constraint}\" FOREIGN KEY {points}; END IF; END $$;\n"
    )
}

fn length(column: &ColumnDef, quoted: &str) -> Option<String> {
    match column.kind {
        Kind::Text => Some(format!("char_length({quoted})")),
        Kind::Bytes => Some(format!("octet_length({quoted})")),
        Kind::Json => Some(format!("jsonb_array_length({quoted})")),
        _ => None,
    }
}

/// `min` and `max` do not take UUIDs, booleans and bytes, so these are sorted in an array.
fn aggregate(function: Function, kind: Kind, quoted: &str) -> String {
    let name = function_name(function);
    match (function, kind) {
        (Function::Sum, Kind::F32 | Kind::F64) => {
            format!("sum({quoted}::double precision)")
        }
        (Function::Average, Kind::F32 | Kind::F64) => mean(
            &format!("sum({quoted}::double precision)"),
            &format!("count({quoted})"),
        ),
        // A quotient has as many digits after the point as its operands.
        (Function::Average, Kind::Decimal) => {
            format!(
                "round((sum({quoted}) + 0.{:028}) / nullif(count({quoted}), 0), 28)",
                0
            )
        }
        (Function::Average, _) => format!("{name}({quoted})::double precision"),
        (Function::Least | Function::Greatest, Kind::Uuid | Kind::Bool | Kind::Bytes) => {
            let order = if function == Function::Greatest {
                " DESC"
            } else {
                ""
            };
            format!(
                "(array_agg({quoted} ORDER BY {quoted}{order}) FILTER (WHERE {quoted} IS NOT NULL))[1]"
            )
        }
        _ => format!("{name}({quoted})"),
    }
}

/// Divides a sum of floats by the number of its values. Not `avg`, which also computes squares, and
/// fails where they are out of range. The division fails where it rounds to zero: where a sum of so
/// many of the least float is half of the number, or less.
fn mean(sum: &str, count: &str) -> String {
    format!(
        "(CASE WHEN abs({sum}) <= 5e-324::double precision * ({count} / 2) THEN 0 ELSE {sum} / nullif({count}, 0) END)"
    )
}

/// The text holds every digit.
fn read_aggregate(function: Function, kind: Kind, aggregate: String) -> String {
    match (function, kind) {
        (Function::Sum, Kind::I16 | Kind::I32 | Kind::I64)
        | (Function::Sum | Function::Average, Kind::Decimal) => format!("{aggregate}::text"),
        _ => aggregate,
    }
}

/// A number of `numeric` can have more digits than a decimal number of the application, so a result
/// with more than 96 bits fails as a number that is no `smallint`.
fn increment(kind: Kind) -> &'static str {
    match kind {
        Kind::Decimal => {
            "(SELECT trim_scale(s) + (CASE WHEN abs(s) * power(10::numeric, scale(trim_scale(s))) > 79228162514264337593543950335 THEN 100000 ELSE 0 END)::smallint FROM (SELECT @ + ? AS s) AS fivefold_sum)"
        }
        _ => "@ + ?",
    }
}
