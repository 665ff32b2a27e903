//! Every dialect, whatever the cargo features, so that each is compiled and checked in every build.

use crate::sql::dialect::Dialect;
use crate::sql::dialect::mysql::MYSQL;
use crate::sql::dialect::postgres::POSTGRES;
use crate::sql::dialect::sqlite::SQLITE;
use crate::table::prepared::DIALECTS;

/// The dialects, each at its own index.
const ALL: [&Dialect; DIALECTS] = [&SQLITE, &POSTGRES, &MYSQL];

// Uses the list, which nothing but a test does otherwise.
const _: () = assert!(ALL.len() == DIALECTS);

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn each_dialect_caches_its_statements_at_an_index_of_its_own() {
        for (index, dialect) in ALL.into_iter().enumerate() {
            assert_eq!(dialect.index, index);
        }
    }
}
