//! The control: each fault that is planted in the renderer is found by the same queries.

use std::collections::BTreeSet;

use fivefold::testing::{PlantedFault, plant_in_sql};

use crate::queries::{cases, compare};
use crate::runner::Target;
use crate::support::{Engine, Sql, said};

/// The most cases in which a fault is found.
const CASES: u64 = 400;

/// The faults: a name, the engines on which the SQL can be told that way, and the change.
const FAULTS: &[(&str, &[Sql], PlantedFault)] = &[
    ("less is at most", EVERY, |sql| sql.replace(" < ", " <= ")),
    ("at least is greater", EVERY, |sql| {
        sql.replace(" >= ", " > ")
    }),
    ("not equal is less", EVERY, |sql| sql.replace(" <> ", " < ")),
    ("NULL is not another value", EVERY, |sql| {
        between(sql, " OR ", " IS NULL)", |_| " OR 1 = 0)".to_owned())
    }),
    ("NOT loses NULL", EVERY, |sql| {
        sql.replace(" IS NOT TRUE", " IS FALSE")
    }),
    ("IS NULL is negated", EVERY, |sql| {
        sql.replace(" IS NULL", " IS NOT NULL")
    }),
    ("OR has no parentheses", EVERY, without_parentheses),
    ("AND is OR", EVERY, |sql| sql.replace(" AND ", " OR ")),
    ("DESC is ignored", EVERY, |sql| sql.replace(" DESC", "")),
    ("nulls are last", &[Sql::Sqlite, Sql::Postgres], |sql| {
        sql.replace(" NULLS FIRST", " NULLS LAST")
    }),
    ("nulls are first", &[Sql::Sqlite, Sql::Postgres], |sql| {
        sql.replace(" NULLS LAST", " NULLS FIRST")
    }),
    ("nulls where they were", &[Sql::MariaDb], |sql| {
        sql.replace(" IS NULL, ", " IS NULL DESC, ")
    }),
    ("equal rows in any order", EVERY, |sql| {
        sql.replace(", \"id\"", ", \"id\" DESC")
            .replace(", `id`", ", `id` DESC")
            .replace(" DESC DESC", " DESC")
    }),
    ("OFFSET is dropped", &[Sql::Sqlite, Sql::Postgres], |sql| {
        after(sql, " OFFSET ", " * 0")
    }),
    ("LIMIT is one more", &[Sql::Sqlite, Sql::Postgres], |sql| {
        after(sql, " LIMIT ", " + 1")
    }),
    ("DISTINCT is dropped", EVERY, |sql| {
        sql.replacen("SELECT DISTINCT ", "SELECT ", 1)
    }),
    ("linked twice is two rows", EVERY, |sql| {
        sql.replace("(SELECT DISTINCT ", "(SELECT ")
    }),
    ("one row less of each parent", EVERY, |sql| {
        sql.replace("fivefold_number <= ", "fivefold_number < ")
    }),
    ("none is any", EVERY, |sql| {
        sql.replace("NOT EXISTS", "EXISTS")
    }),
    ("soft-deleted rows are seen", EVERY, |sql| {
        sql.replace("\"deleted_at\" IS NULL", "1 = 1")
            .replace("`deleted_at` IS NULL", "1 = 1")
    }),
    ("HAVING is ignored", EVERY, |sql| {
        between(sql, " HAVING ", " ORDER BY ", |having| {
            format!(" HAVING (1 = 1 OR {having}) ORDER BY ")
        })
    }),
    ("WHERE is ignored by writes", EVERY, writes_all),
    ("a sum of nothing is one", EVERY, |sql| {
        sql.replace(", 0)", ", 1)")
    }),
    ("the least is the greatest", EVERY, |sql| {
        sql.replace("min(", "max(")
    }),
    ("case is not ignored", EVERY, |sql| {
        sql.replace("lower(", "(").replace("'A', 'a'", "'A', 'A'")
    }),
    ("a version is not counted", EVERY, |sql| {
        sql.replace("\"version\" + ", "\"version\" + 0 * ")
            .replace("`version` + ", "`version` + 0 * ")
    }),
];

const EVERY: &[Sql] = &[Sql::Sqlite, Sql::Postgres, Sql::MariaDb];

/// Appends to the placeholder behind the word.
fn after(sql: &str, word: &str, end: &str) -> String {
    match sql.split_once(word) {
        Some((before, rest)) => {
            let (placeholder, rest) = rest.split_at(
                rest.find(|c: char| !c.is_ascii_digit() && !"?$".contains(c))
                    .unwrap_or(rest.len()),
            );
            format!("{before}{word}{placeholder}{end}{rest}")
        }
        None => sql.to_owned(),
    }
}

/// Changes what stands between the first two words.
fn between(sql: &str, start: &str, end: &str, change: impl Fn(&str) -> String) -> String {
    let parts = sql
        .split_once(start)
        .and_then(|(before, rest)| Some((before, rest.split_once(end)?)));
    match parts {
        Some((before, (inner, rest))) if !inner.contains(' ') || start == " HAVING " => {
            format!("{before}{}{rest}", change(inner))
        }
        _ => sql.to_owned(),
    }
}

/// Removes the parentheses around alternatives that are joined with something else.
fn without_parentheses(sql: &str) -> String {
    let mut open = Vec::new();
    for (at, sign) in sql.char_indices() {
        match sign {
            '(' => open.push((at, false)),
            ')' => match open.pop() {
                Some((start, true))
                    if sql[..start].ends_with(" AND ") || sql[at + 1..].starts_with(" AND ") =>
                {
                    return format!("{}{}{}", &sql[..start], &sql[start + 1..at], &sql[at + 1..]);
                }
                _ => {}
            },
            ' ' if sql[at..].starts_with(" OR ") => {
                if let Some((_, has_alternatives)) = open.last_mut() {
                    *has_alternatives = true;
                }
            }
            _ => {}
        }
    }
    sql.to_owned()
}

fn writes_all(sql: &str) -> String {
    if !sql.starts_with("UPDATE") && !sql.starts_with("DELETE") {
        return sql.to_owned();
    }
    sql.replacen(" WHERE ", " WHERE 1 = 1 OR ", 1)
}

/// Returns true where the database refused the statement: a fault that makes it invalid proves
/// nothing.
fn is_refused(difference: &str) -> bool {
    ["Internal", "Unsupported"]
        .iter()
        .any(|kind| difference.contains(&format!("found    an error: [{kind}")))
}

fn run(engine: &'static Engine, _: &str) {
    let (target, strategy) = (Target::new(engine), cases());
    let mut missed = BTreeSet::new();
    for (name, engines, fault) in FAULTS {
        if !engines.contains(&engine.sql) {
            continue;
        }
        let found = (0..CASES).find(|seed| {
            let ran = target.sample(&strategy, *seed, |(world, questions)| {
                // The rows are stored without the fault.
                compare(&target, &world, &questions, || plant_in_sql(Some(*fault)))
            });
            plant_in_sql(None);
            ran.is_err_and(|difference| !is_refused(&difference))
        });
        match found {
            Some(cases) => said(&format!(
                "{}: \"{name}\" is found in case {}",
                engine.name,
                cases + 1
            )),
            None => drop(missed.insert(*name)),
        }
    }
    assert!(
        missed.is_empty(),
        "{}: planted faults that nothing found: {missed:?}",
        engine.name
    );
}

on_engines!(run, "faults"; sqlite_memory: SQLITE_MEMORY, postgres: POSTGRES, mariadb: MARIADB);
