//! MariaDB, 10.6 and later, and MySQL, 8.0.17 and later: InnoDB tables whose text is compared byte by byte.
//!
//! What stands in `/*M! .. */` is read by MariaDB alone, what stands in `/*!80017 .. */` by MySQL alone.

pub(crate) mod columns;
pub(crate) mod index_budget;
pub(crate) mod layout;

use crate::sql::dialect::Dialect;
use crate::sql::dialect::capabilities::{Bulk, Capabilities, RowLocks};
use crate::sql::dialect::ddl::Ddl;
use crate::sql::dialect::mysql::columns::Stored;
use crate::sql::dialect::syntax::{
    JsonPaths, Placeholder, Syntax, TextSearch, function_name, no_arrays, standard_literal,
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
        // MySQL tells the key beside the answer instead.
        returning_key: |quoted| format!(" /*M!100500 RETURNING {quoted}*/"),
        text_search: TextSearch::Like,
        json_paths: JsonPaths::Guarded,
        ascii_lower,
        aggregate,
        array: no_arrays,
    },
    ddl: Ddl {
        script_start: "",
        table_suffix: " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 /*M! COLLATE=utf8mb4_nopad_bin*/ /*!80017 COLLATE=utf8mb4_0900_bin*/",
        layout: layout::layout,
        generated_key: |column, _| {
            let integer = Stored::of(column.kind);
            format!("{integer} NOT NULL AUTO_INCREMENT PRIMARY KEY")
        },
        inline_indexes: true,
        live_column: Some(|deleted| {
            format!("tinyint(1) AS (if({deleted} IS NULL, 1, NULL)) VIRTUAL")
        }),
        add_foreign_key: Some(add_foreign_key),
        allows_check,
        length,
        number: |_, quoted| quoted.to_owned(),
        type_check,
    },
    capabilities: Capabilities {
        truncates_blanks: true,
        upsert: false,
        update_returning: false,
        // The protocol counts them in 16 bits.
        max_bind_params: 65_535,
        nulls_are_least: true,
        nulls_first_last: false,
        orders_decimals: true,
        reads_changed_table: false,
        row_locks: Some(RowLocks {
            wait: " FOR UPDATE",
            skip_locked: " FOR UPDATE SKIP LOCKED",
        }),
        replication: None,
        bulk: Bulk::Tuples,
    },
};

/// The server's own function changes letters of every language, and no collation of Unicode stops at ASCII.
fn ascii_lower(text: &str) -> String {
    ('A'..='Z').fold(text.to_owned(), |text, letter| {
        format!(
            "replace({text}, '{letter}', '{}')",
            letter.to_ascii_lowercase()
        )
    })
}

/// The backslash starts an escape in a text.
fn literal(text: &str) -> String {
    standard_literal(&text.replace('\\', "\\\\"))
}

/// Neither server takes an AUTO_INCREMENT column in a CHECK, and MySQL none that a foreign key's action may change (errors
/// 3818 and 3823). The key that the column points to has the checks.
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

/// Only MariaDB has an IF NOT EXISTS for this, which also holds against another session; so the server is asked, and the
/// statement chosen by its answer.
fn add_foreign_key(table: &str, constraint: &str, points: &str) -> String {
    format!(
        "SET @fivefold = if((SELECT count(*) FROM information_schema.table_constraints WHERE constraint_schema = database() \
         AND table_name = '{table}' AND constraint_name = '{constraint}') > 0, 'DO 0', \
         'ALTER TABLE `{table}` ADD CONSTRAINT `{constraint}` FOREIGN KEY /*M! IF NOT EXISTS*/ {points}');\n\
         PREPARE fivefold FROM @fivefold;\nEXECUTE fivefold;\nDEALLOCATE PREPARE fivefold;\n"
    )
}

/// The average of integers would be a decimal number with four places.
fn aggregate(function: Function, kind: Kind, quoted: &str) -> String {
    let name = function_name(function);
    match (function, kind) {
        (Function::Average, _) | (Function::Sum, Kind::F32) => format!("{name}({quoted} * 1e0)"),
        _ => format!("{name}({quoted})"),
    }
}
