//! Queries of the catalogue of MariaDB and MySQL.

/// Counts the unique indexes on a key alone; see
/// [`Engine::SAFE_KEY`](crate::driver::sqlx::engine::Engine::SAFE_KEY).
pub(super) const SAFE_KEY: &str = "SELECT COUNT(*) FROM information_schema.columns c \
         JOIN (SELECT table_name AS named, MAX(column_name) AS alone \
         FROM information_schema.statistics WHERE table_schema = DATABASE() AND non_unique = 0 \
         GROUP BY table_name, index_name HAVING COUNT(*) = 1 AND MAX(sub_part) IS NULL) u \
         ON u.named = c.table_name AND u.alone = c.column_name \
         WHERE c.table_schema = DATABASE() AND c.table_name = ? AND c.column_name = ? \
         AND ? IN ('', c.data_type) AND c.column_type NOT LIKE '%unsigned%'";

/// The unique indexes of a table; see
/// [`Engine::UNIQUE_INDEXES`](crate::driver::sqlx::engine::Engine::UNIQUE_INDEXES).
pub(super) const UNIQUE_INDEXES: &str = "SELECT CAST(index_name AS CHAR), CAST(column_name AS CHAR) \
         FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? \
         AND non_unique = 0 ORDER BY index_name, seq_in_index";
