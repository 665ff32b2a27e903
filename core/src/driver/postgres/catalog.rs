//! Queries of the catalogue of PostgreSQL.

/// Counts the unique indexes on a key alone; see
/// [`Engine::SAFE_KEY`](crate::driver::sqlx::engine::Engine::SAFE_KEY).
pub(super) const SAFE_KEY: &str = "SELECT count(*) FROM pg_index i \
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
         WHERE i.indrelid = to_regclass(quote_ident($1)) AND a.attname = $2 \
         AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1 \
         AND $3 IN ('', format_type(a.atttypid, NULL))";
