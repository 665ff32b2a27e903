//! Queries of the catalogue of PostgreSQL.

use crate::value::Kind;

/// Counts the columns that are as the model says; see
/// [`Engine::FITTING_COLUMNS`](crate::driver::sqlx::engine::Engine::FITTING_COLUMNS).
pub(super) const FITTING_COLUMNS: &str = "SELECT count(*) FROM pg_attribute a \
         JOIN json_to_recordset($2::json) AS w (name text, types json, nullable boolean) \
         ON w.name = a.attname \
         WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0 AND NOT a.attisdropped \
         AND (a.attnotnull OR w.nullable) AND EXISTS (SELECT FROM json_array_elements_text(w.types) AS t \
         WHERE t = format_type(a.atttypid, NULL))";

/// Returns the types of which every value can be read as this kind.
pub(super) const fn column_types(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Bool => &["boolean"],
        Kind::I16 => &["smallint"],
        Kind::I32 => &["smallint", "integer"],
        Kind::I64 => &["smallint", "integer", "bigint"],
        Kind::F32 => &["real"],
        Kind::F64 => &["real", "double precision"],
        Kind::Text => &["text", "character varying"],
        Kind::Bytes => &["bytea"],
        Kind::Uuid => &["uuid"],
        // Infinity, and times and numbers beyond the types of Rust.
        Kind::Timestamp | Kind::Date | Kind::Time | Kind::Json | Kind::Decimal => &[],
    }
}

/// Counts the unique indexes on a key alone; see
/// [`Engine::SAFE_KEY`](crate::driver::sqlx::engine::Engine::SAFE_KEY).
pub(super) const SAFE_KEY: &str = "SELECT count(*) FROM pg_index i \
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
         WHERE i.indrelid = to_regclass(quote_ident($1)) AND a.attname = $2 \
         AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1 \
         AND $3 IN ('', format_type(a.atttypid, NULL))";
