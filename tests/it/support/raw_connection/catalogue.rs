//! The engine's catalogue of its tables, in the same words for all engines.

use std::time::{Duration, Instant};

use super::RawConnection;
use crate::support::Sql;

/// The same question in each language.
struct Question {
    sqlite: &'static str,
    postgres: &'static str,
    mariadb: &'static str,
}

/// Every table and every column, index and rule of it. For comparison with itself only.
const SCHEMA: Question = Question {
    sqlite: "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name",
    postgres: "SELECT c.relname::text AS object, a.attname::text AS part, format_type(a.atttypid, a.atttypmod) || a.attnotnull FROM pg_class AS c \
               JOIN pg_attribute AS a ON a.attrelid = c.oid WHERE c.relnamespace = current_schema()::regnamespace \
               UNION ALL SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace \
               UNION ALL SELECT tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
               UNION ALL SELECT tgrelid::regclass::text, tgname::text, '' FROM pg_trigger JOIN pg_class AS c ON c.oid = tgrelid \
               WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal ORDER BY 1, 2, 3",
    mariadb: "SELECT table_name AS object, column_name AS part, CONCAT_WS(' ', column_type, is_nullable, collation_name, extra) AS text FROM information_schema.columns \
              WHERE table_schema = DATABASE() \
              UNION ALL SELECT table_name, index_name, CONCAT_WS(' ', non_unique, seq_in_index, column_name, collation) FROM information_schema.statistics WHERE table_schema = DATABASE() \
              UNION ALL SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() \
              UNION ALL SELECT table_name, constraint_name, delete_rule FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE() \
              UNION ALL SELECT event_object_table, trigger_name, '' FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1, 2, 3",
};

/// Tables, the first that was made first.
const TABLES: Question = Question {
    sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid",
    postgres: "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY oid",
    mariadb: "SELECT SUBSTRING_INDEX(name, '/', -1) FROM information_schema.innodb_sys_tables WHERE name LIKE CONCAT(DATABASE(), '/%') ORDER BY table_id",
};

/// Table, name, 1 where it is unique, columns; without those of primary keys.
const INDEXES: Question = Question {
    sqlite: "SELECT i.tbl_name, i.name, l.\"unique\", group_concat(x.name || iif(x.\"desc\", ' desc', ''), ', ' ORDER BY x.seqno) \
             FROM sqlite_schema AS i, pragma_index_list(i.tbl_name) AS l, pragma_index_xinfo(i.name) AS x \
             WHERE i.type = 'index' AND i.sql IS NOT NULL AND l.name = i.name AND x.key GROUP BY i.tbl_name, i.name ORDER BY 1, 2",
    postgres: "SELECT t.relname::text, i.relname::text, x.indisunique, \
               string_agg(a.attname || CASE WHEN x.indoption[k.at::int - 1] & 1 = 1 THEN ' desc' ELSE '' END, ', ' ORDER BY k.at) \
               FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS t ON t.oid = x.indrelid \
               CROSS JOIN unnest(x.indkey::int[]) WITH ORDINALITY AS k(number, at) JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.number \
               WHERE t.relnamespace = current_schema()::regnamespace AND NOT x.indisprimary GROUP BY 1, 2, 3 ORDER BY t.relname::text COLLATE \"C\", i.relname::text COLLATE \"C\"",
    mariadb: "SELECT table_name, index_name, 1 - non_unique, GROUP_CONCAT(column_name, IF(collation = 'D', ' desc', '') ORDER BY seq_in_index SEPARATOR ', ') \
              FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' GROUP BY table_name, index_name, non_unique ORDER BY BINARY table_name, BINARY index_name",
};

/// Table, column, parent, its column, and what becomes of the row when the parent goes.
const FOREIGN_KEYS: Question = Question {
    sqlite: "SELECT t.name, k.\"from\", k.\"table\", k.\"to\", k.on_delete FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS k \
             WHERE t.schema = 'main' ORDER BY 1, 2",
    postgres: "SELECT t.relname::text, c.attname::text, p.relname::text, d.attname::text, \
               CASE f.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END \
               FROM pg_constraint AS f JOIN pg_class AS t ON t.oid = f.conrelid JOIN pg_class AS p ON p.oid = f.confrelid \
               JOIN pg_attribute AS c ON c.attrelid = t.oid AND c.attnum = f.conkey[1] JOIN pg_attribute AS d ON d.attrelid = p.oid AND d.attnum = f.confkey[1] \
               WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace ORDER BY t.relname::text COLLATE \"C\", c.attname::text COLLATE \"C\"",
    mariadb: "SELECT k.table_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule FROM information_schema.key_column_usage AS k \
              JOIN information_schema.referential_constraints AS r ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
              WHERE k.table_schema = DATABASE() ORDER BY BINARY k.table_name, BINARY k.column_name",
};

/// Returns the open transactions of the SDK.
const LEFT_OPEN: Question = Question {
    sqlite: "SELECT 0 WHERE false",
    postgres: "SELECT pid::text, state, query FROM pg_stat_activity WHERE application_name = current_schema() AND state LIKE 'idle in transaction%'",
    mariadb: "SELECT CAST(p.id AS CHAR), CONCAT_WS(' ', p.command, p.state, p.time_ms), CONCAT_WS(' ', t.trx_state, t.trx_query) FROM information_schema.innodb_trx AS t JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id \
              WHERE p.db = DATABASE() AND p.id <> CONNECTION_ID()",
};

impl RawConnection {
    fn ask(&self, question: &Question) -> Vec<Vec<String>> {
        self.rows(match self.sql {
            Sql::Sqlite => question.sqlite,
            Sql::Postgres => question.postgres,
            Sql::MariaDb => question.mariadb,
        })
    }

    /// All that the engine knows of its tables. For comparison with itself only.
    pub fn schema(&self) -> Vec<Vec<String>> {
        self.ask(&SCHEMA)
    }

    /// The tables, the first that was made first.
    pub fn tables(&self) -> Vec<String> {
        self.ask(&TABLES)
            .into_iter()
            .map(|mut row| row.remove(0))
            .collect()
    }

    /// Table, name, 1 where it is unique, and columns of each index; without those of primary keys.
    pub fn indexes(&self) -> Vec<Vec<String>> {
        self.ask(&INDEXES)
    }

    /// Table, column, parent, its column, and what becomes of the row when the parent goes.
    pub fn foreign_keys(&self) -> Vec<Vec<String>> {
        self.ask(&FOREIGN_KEYS)
    }

    /// The columns of a table, in their order.
    pub fn columns(&self, table: &str) -> Vec<String> {
        self.texts(&match self.sql {
            Sql::Sqlite => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
            Sql::Postgres => format!("SELECT attname::text FROM pg_attribute WHERE attrelid = '\"{table}\"'::regclass AND attnum > 0 ORDER BY attnum"),
            Sql::MariaDb => format!("SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '{table}' ORDER BY ordinal_position"),
        })
    }

    /// The names of the checks of a table, sorted.
    pub fn checks(&self, table: &str) -> Vec<String> {
        let mut names = match self.sql {
            Sql::Sqlite => {
                let text = self.texts(&format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'"));
                let constraints = text[0].split("CONSTRAINT \"").skip(1).filter_map(|rest| rest.split_once('"'));
                constraints.filter(|(_, rule)| rule.trim_start().starts_with("CHECK")).map(|(name, _)| name.to_owned()).collect()
            }
            Sql::Postgres => self.texts(&format!("SELECT conname::text FROM pg_constraint WHERE contype = 'c' AND conrelid = '\"{table}\"'::regclass")),
            Sql::MariaDb => self.texts(&format!("SELECT constraint_name FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() AND table_name = '{table}'")),
        };
        names.sort_unstable();
        names
    }

    /// Fails unless the database is sound: its pages and indexes where it can tell, no row points
    /// to nothing, and no transaction was left open.
    #[track_caller]
    pub fn assert_sound(&self) {
        if self.sql == Sql::Sqlite {
            assert_eq!(self.texts("PRAGMA integrity_check"), ["ok"]);
        }
        assert_eq!(self.orphans(), 0, "a row points to nothing");
        // A server notices the end of a connection a little later, and InnoDB answers from a cache
        // that it renews only after 100 ms without a question, of whichever connection.
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let open = self.ask(&LEFT_OPEN);
            if open.is_empty() {
                break;
            }
            assert!(
                Instant::now() < until,
                "a transaction was left open: {open:?}"
            );
            std::thread::sleep(Duration::from_millis(250));
        }
    }

    /// Returns the number of rows whose reference points to no row.
    pub fn orphans(&self) -> i64 {
        let keys = self.foreign_keys();
        let counts = keys.iter().map(|key| {
            let [table, column, parent, key, _] = &key[..] else { panic!("{key:?}") };
            format!("SELECT count(*) AS rows_found FROM \"{table}\" AS child WHERE \"{column}\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"{parent}\" AS parent WHERE parent.\"{key}\" = child.\"{column}\")")
        });
        let counts: Vec<String> = counts.collect();
        match counts.is_empty() {
            true => 0,
            false => self.integer(&format!(
                "SELECT CAST(sum(rows_found) AS {}) FROM ({}) AS counts",
                if self.sql == Sql::MariaDb {
                    "SIGNED"
                } else {
                    "BIGINT"
                },
                counts.join(" UNION ALL ")
            )),
        }
    }
}
