//! A small tree that keeps every rule, and helpers that check one rule on it.

use fivefold_tests::layers::rules::RULES;
use fivefold_tests::layers::{Crate, Tree};

/// A tree with one file for each folder that the tests need.
pub(crate) fn small() -> Tree {
    Tree::of([
        (
            "core/src/lib.rs",
            "mod db; mod driver; mod error; mod exec; mod password; pub mod prelude; mod query; mod sql; mod value;\n\
             pub use query::Query;\npub use uuid::Uuid;\npub use value::Value;\n",
        ),
        ("core/src/prelude.rs", "pub use crate::{Query, Value};\n"),
        ("core/src/guide/queries.md", ""),
        (
            "core/src/value/mod.rs",
            "mod kind;\npub use kind::Kind;\npub struct Value;\n",
        ),
        ("core/src/value/kind.rs", "pub enum Kind { Text }\n"),
        (
            "core/src/error/mod.rs",
            "use crate::value::Value;\npub struct Error(Value);\n",
        ),
        (
            "core/src/sql/mod.rs",
            "pub const ALL: &str = \"SELECT a FROM b\";\n",
        ),
        (
            "core/src/driver/mod.rs",
            "#[cfg(feature = \"sqlite\")]\nmod sqlite;\nmod sqlx;\npub trait Driver {}\n",
        ),
        (
            "core/src/driver/sqlite.rs",
            "pub use rusqlite::Connection;\n",
        ),
        ("core/src/driver/sqlx/mod.rs", "mod execute;\n"),
        (
            "core/src/driver/sqlx/execute.rs",
            "use sqlx::AssertSqlSafe;\n",
        ),
        ("core/src/password/mod.rs", "mod argon;\n"),
        (
            "core/src/password/argon.rs",
            "fn hash() { argon2::Argon2::new(); }\n",
        ),
        ("core/src/db/mod.rs", "pub struct Db;\n"),
        (
            "core/src/exec/mod.rs",
            "use crate::db::Db;\npub struct Call(Db);\n",
        ),
        (
            "core/src/query/mod.rs",
            "mod page;\nuse crate::exec::Call;\npub struct Query(Call);\n",
        ),
        (
            "core/src/query/page.rs",
            "use super::Query;\npub struct Page(Query);\n",
        ),
        ("macros/src/lib.rs", "fn expand() {}\n"),
    ])
}

/// The violations of one rule, as they are printed.
pub(crate) fn violations(rule: &str, tree: &Tree) -> Vec<String> {
    violations_of(rule, tree, &Crate::of(tree))
}

/// The same for a tree whose modules have been read.
pub(crate) fn violations_of(rule: &str, tree: &Tree, modules: &Crate) -> Vec<String> {
    let (_, check) = RULES
        .iter()
        .find(|(name, _)| *name == rule)
        .unwrap_or_else(|| panic!("no rule is named {rule}"));
    check(tree, modules)
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Asserts that the small tree keeps the rule, and has these violations with the text in the file.
#[track_caller]
pub(crate) fn breaks(rule: &str, path: &str, text: &str, expected: &[&str]) {
    assert_eq!(violations(rule, &small()), [""; 0], "the small tree itself");
    assert_eq!(violations(rule, &small().with(path, text)), expected);
}

/// Asserts that the small tree keeps the rule with the text in the file too.
#[track_caller]
pub(crate) fn keeps(rule: &str, path: &str, text: &str) {
    breaks(rule, path, text, &[]);
}
