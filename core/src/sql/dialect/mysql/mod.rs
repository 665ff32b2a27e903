//! MariaDB 10.6 and later, and MySQL 8.0.17 and later. Tables are InnoDB, and text is compared by
//! bytes.
//!
//! Only MariaDB executes the text in `/*M! .. */`, only MySQL that in `/*!80017 .. */`.

pub(crate) mod columns;
pub(crate) mod index_budget;
pub(crate) mod layout;

use crate::sql::dialect::Dialect;
use crate::sql::dialect::capabilities::{Bulk, Capabilities, IndexOrder, RowLocks};
use crate::sql::dialect::ddl::{CatalogQueries, Ddl, Lower};
use crate::sql::dialect::mysql::columns::Stored;
use crate::sql::dialect::raw::{Comments, RawStatements};
use crate::sql::dialect::syntax::{
    JsonPaths, Lists, Placeholder, Syntax, TextSearch, function_name, no_arrays, no_rest,
    read_plain, standard_literal,
};
use crate::stmt::aggregate::Function;
use crate::table::column::{ColumnDef, OnDelete};
use crate::value::Kind;

pub(crate) static MYSQL: Dialect = Dialect {
    index: 2,
    syntax: Syntax {
        quote: '`',
        placeholder: Placeholder::Bare('?'),
        backslash_escapes: true,
        dollar_quotes: false,
        literal,
        default_values: "() VALUES ()",
        from_nothing: " FROM DUAL",
        exists: "EXISTS",
        // MySQL returns the key in the result of the statement.
        returning_key: |quoted| format!(" /*M!100500 RETURNING {quoted}*/"),
        text_search: TextSearch::Like,
        json_paths: JsonPaths::Guarded,
        ascii_lower,
        aggregate,
        read_aggregate: read_plain,
        aggregate_rest: no_rest,
        decimal_order: "",
        increment,
        lists: Lists::JsonTable,
        array: no_arrays,
    },
    ddl: Ddl {
        script_start: "",
        catalog: CatalogQueries {
            ignores_case: false,
            columns: "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = database()",
            indexes: None,
            foreign_keys: Some(
                "SELECT table_name, constraint_name FROM information_schema.table_constraints WHERE constraint_schema = database() AND constraint_type = 'FOREIGN KEY'",
            ),
        },
        table_suffix: " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 /*M! COLLATE=utf8mb4_nopad_bin*/ /*!80017 COLLATE=utf8mb4_0900_bin*/",
        layout: layout::layout,
        generated_key: |column, _| {
            let integer = Stored::of(column.kind);
            format!("{integer} NOT NULL AUTO_INCREMENT PRIMARY KEY")
        },
        inline_indexes: true,
        // Stored: MariaDB 10.11 loses entries of a unique index over a virtual column while rows are
        // purged, and then refuses the table as corrupted (error 1712).
        live_column: Some(|deleted| {
            format!("tinyint(1) AS (if({deleted} IS NULL, 1, NULL)) STORED")
        }),
        lower: Lower::Column(|column_type, quoted| {
            format!("{column_type} AS (lower({quoted})) STORED")
        }),
        add_foreign_key: Some(add_foreign_key),
        allows_check,
        length,
        number: |_, quoted| quoted.to_owned(),
        type_check,
    },
    raw: RAW,
    capabilities: Capabilities {
        index_order: IndexOrder::OldestFirst,
        checks_keys_by_row: true,
        truncates_blanks: true,
        upsert: false,
        update_returning: false,
        counts_long_lists_as_levels: false,
        nulls_are_least: true,
        nulls_first_last: false,
        reads_changed_table: false,
        deletes_changed_rows: true,
        row_locks: Some(RowLocks {
            wait: " FOR UPDATE",
            skip_locked: " FOR UPDATE SKIP LOCKED",
        }),
        replication: None,
        bulk: Bulk::Tuples,
    },
};

#[rustfmt::skip]
const RAW: RawStatements = RawStatements {
    stateless: &[
        "SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "REPLACE", "EXPLAIN",
        "SHOW", "DESC", "DESCRIBE", "DO",
    ],
    session_functions: &["get_lock"],
    transactions: &[
        "BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "XA START",
        "XA BEGIN", "XA END", "XA PREPARE",
    ],
    no_transactions: &["BEGIN NOT"],
    in_transaction: Some(&["SET", "CALL", "HELP"]),
    commits: (&["SET PASSWORD", "SET STATEMENT", "SET DEFAULT ROLE"], &["autocommit"]),
    ignored_settings: &[],
    comments: Comments::Hash,
};

/// `lower` changes the letters of every language, and no Unicode collation is limited to ASCII.
fn ascii_lower(text: &str) -> String {
    ('A'..='Z').fold(text.to_owned(), |text, letter| {
        format!(
            "replace({text}, '{letter}', '{}')",
            letter.to_ascii_lowercase()
        )
    })
}

/// Escapes backslashes as well as quotes.
fn literal(text: &str) -> String {
    standard_literal(&text.replace('\\', "\\\\"))
}

/// Neither server allows an AUTO_INCREMENT column in a CHECK, and MySQL none that the action of a
/// foreign key may change (errors 3818 and 3823). The referenced key has the checks.
fn allows_check(column: &ColumnDef) -> bool {
    let acts = column
        .references
        .is_some_and(|key| key.on_delete != OnDelete::Restrict);
    !acts && !column.made_by_database()
}

fn length(column: &ColumnDef, quoted: &str) -> Option<String> {
    match column.kind {
        Kind::Text => Some(format!("char_length({quoted})")),
        Kind::Bytes => Some(format!("octet_length({quoted})")),
        Kind::Json => Some(format!("json_length({quoted})")),
        _ => None,
    }
}

fn type_check(column: &ColumnDef, quoted: &str) -> Option<String> {
    match column.kind {
        Kind::Bool => Some(format!("{quoted} IN (0, 1)")),
        Kind::Json => Some(format!("json_valid({quoted})")),
        _ => None,
    }
}

/// Chooses the statement by a query of the catalog, because only MariaDB has IF NOT EXISTS here,
/// which is also safe against another session.
fn add_foreign_key(table: &str, constraint: &str, points: &str) -> String {
    format!(
        "SET @fivefold = if((SELECT count(*) FROM information_schema.table_constraints WHERE constraint_schema = database() \
         AND table_name = '{table}' AND constraint_name = '{constraint}') > 0, 'DO 0', \
         'ALTER TABLE `{table}` ADD CONSTRAINT `{constraint}` FOREIGN KEY /*M! IF NOT EXISTS*/ {points}');\n\
         PREPARE fivefold FROM @fivefold;\nEXECUTE fivefold;\nDEALLOCATE PREPARE fivefold;\n"
    )
}

/// The average of integers is a quotient of floats, of their exact sum: `avg` would be a decimal
/// number with four digits after the point, and that of floats adds up rounded numbers. A sum of
/// floats that is out of their range is infinite, and made an error.
fn aggregate(function: Function, kind: Kind, quoted: &str) -> String {
    let name = function_name(function);
    match (function, kind) {
        (Function::Average, Kind::Decimal) => format!("round(avg({quoted}), 28)"),
        (Function::Sum | Function::Average, Kind::F32 | Kind::F64) => format!(
            "if(abs(sum({quoted} * 1e0)) > 1.7976931348623157e308, exp(709 + count({quoted})), {name}({quoted} * 1e0))"
        ),
        (Function::Average, _) => {
            format!("(sum({quoted}) * 1e0 / nullif(count({quoted}), 0))")
        }
        _ => format!("{name}({quoted})"),
    }
}

/// A column holds up to 29 digits before the point and 28 after it. A result with more than 96 bits
/// without its point is replaced by a number that the column does not hold.
fn increment(kind: Kind) -> &'static str {
    match kind {
        Kind::Decimal => {
            "(SELECT CASE WHEN abs(CAST(replace(trim(TRAILING '0' FROM CAST(@ + fivefold_by AS CHAR)), '.', '') AS DECIMAL(65,0))) > 79228162514264337593543950335 THEN 999999999999999999999999999999 ELSE @ + fivefold_by END FROM (SELECT CAST(? AS DECIMAL(57,28)) AS fivefold_by) AS fivefold_given)"
        }
        _ => "@ + ?",
    }
}
