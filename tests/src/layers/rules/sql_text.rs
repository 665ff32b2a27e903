//! Invariant: only `sql/` writes SQL text about models.
//!
//! Statements that control a session or a transaction stay with their driver, catalog queries with
//! a driver or `schema/`, and the administration of test databases with `testing/`: each such file
//! stands in [`ALLOWED`] with its reason. The check reads string literals outside of tests and
//! documentation.

use crate::layers::tree::Tree;
use crate::layers::{Crate, Violation};

/// The folder that renders statements.
const RENDERER: &str = "core/src/sql/";

/// Files outside of `sql/` with SQL text, and the reason.
pub const ALLOWED: &[(&str, &str)] = &[
    (
        "core/src/auth/fault_injection.rs",
        "the fault that tests inject: an UPDATE that changes nothing",
    ),
    (
        "core/src/driver/mysql/catalog.rs",
        "reads the indexes of a key",
    ),
    (
        "core/src/driver/postgres/catalog.rs",
        "reads the indexes of a key",
    ),
    (
        "core/src/driver/postgres/session.rs",
        "reads and sets the parameters of a session",
    ),
    (
        "core/src/driver/sqlite/foreign_key.rs",
        "looks in the catalog for the foreign key that SQLite does not name",
    ),
    (
        "core/src/driver/sqlite/key_check.rs",
        "reads whether a column is the primary key",
    ),
    (
        "core/src/driver/sqlite_common/catalog.rs",
        "reads the unique indexes of a table",
    ),
    (
        "core/src/driver/sqlx_sqlite/inspect.rs",
        "reads the settings of a session",
    ),
    (
        "core/src/testing/provision.rs",
        "creates, lists and drops test databases",
    ),
];

/// SQL text outside of `sql/` in files that are not in [`ALLOWED`], and entries of [`ALLOWED`]
/// without SQL text.
pub fn check(_: &Tree, modules: &Crate) -> Vec<Violation> {
    check_with(modules, ALLOWED)
}

/// The same with another list of files.
pub fn check_with(modules: &Crate, allowed: &[(&str, &str)]) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut unused: Vec<&str> = allowed.iter().map(|(path, _)| *path).collect();
    for (path, tokens) in modules
        .production()
        .filter(|(path, _)| !path.starts_with(RENDERER))
    {
        for token in tokens {
            let Some(verb) = token.string().and_then(verb_of) else {
                continue;
            };
            if allowed.iter().any(|(allowed, _)| *allowed == path) {
                unused.retain(|unused| *unused != path);
                continue;
            }
            let message = format!(
                "holds SQL text ({verb}); only {RENDERER} may, and files with a reason in tests/src/layers/rules/sql_text.rs"
            );
            violations.push(Violation::new(path, token.line, message));
        }
    }
    for path in unused {
        violations.push(Violation::new(
            path,
            0,
            "is allowed to hold SQL text, and holds none: take it off the list",
        ));
    }
    violations
}

/// The statement that a literal holds or begins, if it is SQL about rows or tables.
fn verb_of(text: &str) -> Option<&'static str> {
    // The lines of a literal may be joined by `\` at their end.
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let begins = |verb: &str| text.trim_start().starts_with(verb);
    words
        .windows(2)
        .find_map(|pair| match *pair {
            ["INSERT", "INTO"] => Some("INSERT INTO"),
            ["DELETE", "FROM"] => Some("DELETE FROM"),
            ["CREATE", "TABLE"] => Some("CREATE TABLE"),
            ["CREATE", "INDEX"] | ["CREATE", "UNIQUE"] => Some("CREATE INDEX"),
            ["ALTER", "TABLE"] => Some("ALTER TABLE"),
            ["DROP", "TABLE"] => Some("DROP TABLE"),
            ["SELECT", _] if words.contains(&"FROM") => Some("SELECT … FROM"),
            ["UPDATE", _] if words.contains(&"SET") => Some("UPDATE … SET"),
            _ => None,
        })
        // A statement that is put together from pieces begins like this.
        .or_else(|| begins("SELECT ").then_some("SELECT"))
        .or_else(|| begins("UPDATE ").then_some("UPDATE"))
}
