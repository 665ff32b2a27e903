//! Invariant: only `driver/` names an engine crate, and text becomes a statement of sqlx in exactly
//! one file, under `driver/sqlx/`.

use crate::layers::tree::{CORE, Tree, is_test_file};
use crate::layers::{Crate, Violation, tokens};

/// The crates that speak to a database.
const ENGINES: &[&str] = &["rusqlite", "sqlx", "tokio_postgres", "libsqlite3_sys"];

/// The folder that may name them, its tests included.
const DRIVER: &str = "core/src/driver/";

/// Every mention of an engine outside of `driver/`, test code included; and each file that
/// names `AssertSqlSafe` beside the one that may. Tests of the drivers may name it too.
pub fn check(tree: &Tree, modules: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree
        .rust(CORE)
        .filter(|(path, _)| !path.starts_with(DRIVER))
    {
        // What is behind a `.` or a `::`, like the module `driver::sqlx`, is no crate.
        let mut before = String::new();
        for token in tokens::every(text).unwrap_or_default() {
            let is_crate = !matches!(before.as_str(), "." | "::");
            if token.is_ident() && is_crate && ENGINES.contains(&token.text.as_str()) {
                let message = format!(
                    "names the engine crate `{}`; only core/src/driver/ may",
                    token.text
                );
                violations.push(Violation::new(path, token.line, message));
            }
            before = token.text;
        }
    }
    violations.extend(statements(tree, modules));
    violations
}

/// The files that turn text into a statement of sqlx.
fn statements(tree: &Tree, modules: &Crate) -> Vec<Violation> {
    const FOLDER: &str = "core/src/driver/sqlx/";
    let mentions: Vec<(&str, usize)> = modules
        .production()
        .filter_map(|(path, tokens)| {
            let token = tokens
                .iter()
                .find(|token| token.is_ident() && token.text == "AssertSqlSafe")?;
            Some((path, token.line))
        })
        .collect();
    let (inside, outside): (Vec<_>, Vec<_>) = mentions
        .iter()
        .partition(|(path, _)| path.starts_with(FOLDER));
    let mut violations: Vec<Violation> = outside
        .iter()
        .map(|(path, line)| {
            Violation::new(
                path,
                *line,
                format!("names `AssertSqlSafe`; only one file of {FOLDER} may"),
            )
        })
        .collect();
    for (path, line) in inside.iter().skip(1) {
        let first = inside.first().map_or("", |(path, _)| path);
        violations.push(Violation::new(
            path,
            *line,
            format!("names `AssertSqlSafe`, and so does {first}; one file may"),
        ));
    }
    // Where there is no such folder, no file has to name it.
    if inside.is_empty() && tree.rust(FOLDER).any(|(path, _)| !is_test_file(path)) {
        violations.push(Violation::new(
            FOLDER,
            0,
            "no file names `AssertSqlSafe`: text becomes a statement elsewhere",
        ));
    }
    violations
}
