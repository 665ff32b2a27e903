//! Raw SQL by its first words: whether its connection can serve other callers afterwards, and
//! whether it may run in a transaction.
//!
//! The text is scanned up to its first words, not parsed. A connection takes one statement at a
//! time, so no statement can follow another one in the same text.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::sql::dialect::raw::{Comments, RawStatements};

/// The most words by which a statement is recognized.
const MAX_WORDS: usize = 3;

/// The facts about a raw statement that are known before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawStatement {
    /// True where the statement may leave settings, locks or temporary tables in its session.
    pub(crate) changes_session: bool,
    /// True where the statement may write rows.
    pub(crate) writes: bool,
}

/// Inspects a raw statement that is to run in a transaction or outside of one.
///
/// # Errors
///
/// `Misuse` for a statement that begins, ends or nests a transaction, and for one that would commit
/// the transaction that it runs in; `Unsupported` for a setting that the database would ignore.
pub(crate) fn inspect(text: &str, dialect: &Dialect, in_transaction: bool) -> Result<RawStatement> {
    let raw = &dialect.raw;
    let words = first_words(text, raw.comments);
    let begins = |phrases: &[&str]| phrases.iter().any(|phrase| begins_with(&words, phrase));
    if begins(raw.transactions) && !begins(raw.no_transactions) {
        return Err(Error::new(
            ErrorKind::Misuse,
            format!(
                "raw SQL cannot run `{}`, which the SDK would not know about; use `Db::transaction`, `Db::begin` or `Tx::savepoint`",
                words.join(" ")
            ),
        ));
    }
    let contains = |parts: &[&str]| {
        !parts.is_empty() && {
            let text = text.to_ascii_lowercase();
            parts.iter().any(|part| text.contains(part))
        }
    };
    let is_stateless = begins(raw.stateless);
    if in_transaction && !is_stateless && commits(raw, begins, contains) {
        return Err(Error::new(
            ErrorKind::Misuse,
            format!(
                "`{}` would commit the transaction on this database; run it before or after the transaction, with `&db`",
                words.first().map_or("this statement", String::as_str)
            ),
        ));
    }
    if begins(&["PRAGMA"])
        && words
            .last()
            .is_some_and(|setting| raw.ignored_settings.contains(&setting.as_str()))
    {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "the database is not encrypted by this build of SQLite, which ignores the key; encrypt the disk, or give `Db::from` a pool of sqlx over SQLCipher with the key in its options",
        ));
    }
    Ok(RawStatement {
        changes_session: !is_stateless || contains(raw.session_functions),
        writes: writes(&words, text),
    })
}

fn commits(
    raw: &RawStatements,
    begins: impl Fn(&[&str]) -> bool,
    contains: impl Fn(&[&str]) -> bool,
) -> bool {
    let (statements, parts) = raw.commits;
    raw.in_transaction
        .is_some_and(|permitted| !begins(permitted) || begins(statements) || contains(parts))
}

/// Returns true unless the statement only reads. A query after WITH or EXPLAIN can be any
/// statement.
fn writes(words: &[String], text: &str) -> bool {
    match words.first().map_or("", String::as_str) {
        "SELECT" | "VALUES" | "TABLE" | "SHOW" | "DESC" | "DESCRIBE" | "PRAGMA" => false,
        "WITH" | "EXPLAIN" => text
            .split(|character: char| !(character.is_alphanumeric() || character == '_'))
            .any(|word| {
                ["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"]
                    .iter()
                    .any(|verb| word.eq_ignore_ascii_case(verb))
            }),
        _ => true,
    }
}

fn begins_with(words: &[String], phrase: &str) -> bool {
    let mut words = words.iter();
    phrase
        .split(' ')
        .all(|expected| words.next().is_some_and(|word| word == expected))
}

/// Returns the first words of a statement in upper case. Comments are left out, and so are the
/// parentheses and semicolons before the first word; anything else ends the words.
fn first_words(text: &str, comments: Comments) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while words.len() < MAX_WORDS {
        rest = after_blanks(rest, comments);
        if words.is_empty() {
            // A byte order mark is a blank to some servers.
            while let Some(after) = rest.strip_prefix(['(', ';', '\u{feff}']) {
                rest = after_blanks(after, comments);
            }
        }
        let end = rest
            .find(|character: char| !(character.is_alphanumeric() || character == '_'))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            break;
        }
        words.push(word.to_ascii_uppercase());
        // The schema of a name is a word of its own.
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    words
}

/// Returns the text after blanks and comments.
fn after_blanks(text: &str, comments: Comments) -> &str {
    let has_hash = comments == Comments::Hash;
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let is_run = has_hash && (rest.starts_with("/*!") || rest.starts_with("/*M!"));
        rest = if rest.starts_with("--") || (has_hash && rest.starts_with('#')) {
            rest.split_once('\n').map_or("", |(_, rest)| rest)
        } else if rest.starts_with("/*") && !is_run {
            after_comment(rest, comments == Comments::Nested)
        } else {
            return rest;
        };
    }
}

/// Returns the text after the comment with which it begins; nothing if the comment does not end.
fn after_comment(text: &str, nests: bool) -> &str {
    let mut depth = 0_u32;
    let mut rest = text;
    loop {
        if let Some(after) = rest.strip_prefix("*/") {
            rest = after;
            depth -= 1;
            if depth == 0 {
                return rest;
            }
        } else if let Some(after) = rest.strip_prefix("/*").filter(|_| nests || depth == 0) {
            rest = after;
            depth += 1;
        } else {
            let mut characters = rest.chars();
            if characters.next().is_none() {
                return rest;
            }
            rest = characters.as_str();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::dialect::mysql::MYSQL;
    use crate::sql::dialect::postgres::POSTGRES;
    use crate::sql::dialect::sqlite::SQLITE;

    const ALL: [&Dialect; 3] = [&SQLITE, &POSTGRES, &MYSQL];

    fn is_refused(text: &str, dialect: &Dialect, in_transaction: bool) -> bool {
        match inspect(text, dialect, in_transaction) {
            Ok(_) => false,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Misuse, "{text}");
                true
            }
        }
    }

    fn changes_session(text: &str, dialect: &Dialect) -> bool {
        inspect(text, dialect, false).unwrap().changes_session
    }

    #[test]
    fn the_first_words_are_found_behind_comments() {
        for (text, comments, expected) in [
            ("select 1", Comments::Plain, "SELECT 1"),
            (" \t\n;;((Select 1", Comments::Plain, "SELECT 1"),
            ("-- COMMIT\n/* COMMIT */ SELECT", Comments::Plain, "SELECT"),
            ("/*/ x */SELECT", Comments::Plain, "SELECT"),
            ("PRAGMA/**/main.key = 1", Comments::Plain, "PRAGMA MAIN KEY"),
            ("PRAGMA key('x')", Comments::Plain, "PRAGMA KEY"),
            ("SET LOCAL x = 1", Comments::Plain, "SET LOCAL X"),
            ("/* /* */ SELECT 1 */ COMMIT", Comments::Nested, "COMMIT"),
            ("/* /* */ COMMIT", Comments::Plain, "COMMIT"),
            ("# COMMIT\nSELECT", Comments::Hash, "SELECT"),
            ("# SELECT", Comments::Plain, ""),
            ("/*! SET x = 1 */", Comments::Hash, ""),
            ("/*M!100500 SET x = 1 */", Comments::Hash, ""),
            ("/*! SELECT */ COMMIT", Comments::Plain, "COMMIT"),
            ("/* SELECT", Comments::Nested, ""),
            ("--", Comments::Plain, ""),
            ("", Comments::Plain, ""),
        ] {
            assert_eq!(first_words(text, comments).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_statement_about_transactions_is_refused_by_its_name() {
        for in_transaction in [false, true] {
            for dialect in ALL {
                for text in [
                    "BEGIN",
                    "begin;",
                    "/* x */ COMMIT",
                    "ROLLBACK",
                    "SAVEPOINT a",
                    "ROLLBACK TO a",
                    "RELEASE SAVEPOINT a",
                    "-- x\nCOMMIT",
                    ";COMMIT",
                ] {
                    assert!(is_refused(text, dialect, in_transaction), "{text}");
                }
            }
            for (text, dialect) in [
                ("START TRANSACTION", &POSTGRES),
                ("START TRANSACTION READ ONLY", &MYSQL),
                ("END", &SQLITE),
                ("ABORT", &POSTGRES),
                ("PREPARE TRANSACTION 'a'", &POSTGRES),
                ("XA START 'a'", &MYSQL),
            ] {
                assert!(is_refused(text, dialect, in_transaction), "{text}");
            }
        }
        // The control: what only looks like one.
        for (text, dialect) in [
            ("COMMIT PREPARED 'a'", &POSTGRES),
            ("PREPARE a AS SELECT 1", &POSTGRES),
            ("BEGIN NOT ATOMIC DO 0; END", &MYSQL),
            ("SELECT 'COMMIT'", &SQLITE),
            ("WITH a AS (SELECT 1) SELECT * FROM a", &SQLITE),
            ("EXPLAIN ANALYZE UPDATE t SET a = 1", &POSTGRES),
        ] {
            assert!(!is_refused(text, dialect, false), "{text}");
        }
    }

    #[test]
    fn what_would_commit_a_transaction_is_refused_inside_of_one() {
        for text in [
            "CREATE TABLE t (a int)",
            "/* x */ drop table t",
            "TRUNCATE t",
            "LOCK TABLES t WRITE",
            "SET autocommit = 1",
            "SET @@session.AUTOCOMMIT = ON",
            "SET PASSWORD = 'x'",
            "SET DEFAULT ROLE NONE",
            "SET STATEMENT max_statement_time = 1 FOR COMMIT",
            "/*! COMMIT */",
            "EXECUTE IMMEDIATE 'COMMIT'",
            "",
        ] {
            assert!(is_refused(text, &MYSQL, true), "{text}");
            assert!(!is_refused(text, &MYSQL, false), "{text}");
        }
        for text in ["SET @a = 1", "SHOW TABLES", "SELECT 1", "DO 0", "CALL p()"] {
            assert!(!is_refused(text, &MYSQL, true), "{text}");
        }
        for text in [
            "CREATE TABLE t (a int)",
            "SET LOCAL a.b = 1",
            "LOCK TABLE t",
        ] {
            assert!(!is_refused(text, &POSTGRES, true), "{text}");
        }
    }

    #[test]
    fn only_what_is_known_leaves_the_session_as_it_was() {
        for dialect in ALL {
            for text in [
                "SELECT 1",
                "(SELECT 1)",
                "WITH a AS (SELECT 1) SELECT 1",
                "INSERT INTO t VALUES (1)",
                "update t set a = 1",
                "DELETE FROM t",
                "EXPLAIN SELECT 1",
                "VALUES (1)",
            ] {
                assert!(!changes_session(text, dialect), "{text}");
            }
            for text in [
                "SET x = 1",
                "PRAGMA x",
                "CREATE TEMP TABLE t (a int)",
                "",
                "'x'",
                "USE a",
            ] {
                assert!(changes_session(text, dialect), "{text}");
            }
        }
        for (text, dialect) in [
            ("SELECT set_config('a.b', '1', false)", &POSTGRES),
            (
                "UPDATE pg_settings SET setting = 'off' WHERE name = 'synchronous_commit'",
                &POSTGRES,
            ),
            (
                "SELECT U&\"set\\005fconfig\"('TimeZone', 'UTC', false)",
                &POSTGRES,
            ),
            ("SELECT PG_ADVISORY_LOCK(1)", &POSTGRES),
            ("SELECT get_lock('a', 1)", &MYSQL),
            ("/*! SET sql_mode = '' */", &MYSQL),
        ] {
            assert!(changes_session(text, dialect), "{text}");
        }
        for (text, dialect) in [
            ("SET LOCAL a.b = 1", &POSTGRES),
            ("CREATE TABLE t (a int)", &SQLITE),
            ("SELECT pg_advisory_xact_lock(1)", &POSTGRES),
        ] {
            assert!(!changes_session(text, dialect), "{text}");
        }
    }

    #[test]
    fn a_statement_reads_only_where_it_cannot_write() {
        let writes = |text| inspect(text, &POSTGRES, false).unwrap().writes;
        for text in [
            "SELECT 1",
            "TABLE t",
            "WITH a AS (SELECT 1) SELECT 1",
            "EXPLAIN SELECT 1",
        ] {
            assert!(!writes(text), "{text}");
        }
        for text in [
            "INSERT INTO t VALUES (1) RETURNING a",
            "WITH a AS (delete FROM t RETURNING a) SELECT * FROM a",
            "EXPLAIN ANALYZE UPDATE t SET a = 1",
            "REFRESH MATERIALIZED VIEW t",
        ] {
            assert!(writes(text), "{text}");
        }
    }

    #[test]
    fn a_key_that_would_be_ignored_is_refused() {
        for text in [
            "PRAGMA key = 'hunter2'",
            "pragma main.rekey('hunter2')",
            "PRAGMA hexkey='00'",
        ] {
            let error = inspect(text, &SQLITE, false).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{text}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        for text in [
            "PRAGMA table_info(key)",
            "PRAGMA foreign_keys",
            "SELECT key",
        ] {
            assert!(inspect(text, &SQLITE, false).is_ok(), "{text}");
        }
    }
}
