//! Names and text that may stand in few files: models, engines, features, SQL, hashes, `unsafe`.

use fivefold_tests::layers::rules::sql_text;
use fivefold_tests::layers::{Crate, Tree, Violation};

use crate::support::{breaks, keeps, small};

#[test]
fn a_model_below_the_driver_and_a_query_in_db() {
    breaks(
        "model_names",
        "core/src/sql/mod.rs",
        "/// Of a Model.\nfn render<M: Model>() {}\n",
        &["core/src/sql/mod.rs:2: names `Model`, of which sql knows nothing"],
    );
    breaks(
        "model_names",
        "core/src/db/mod.rs",
        "pub struct Db;\nimpl Model for Db {}\nfn all() -> Query {}\n",
        &["core/src/db/mod.rs:3: names `Query`, of which db knows nothing"],
    );
}

#[test]
fn an_engine_outside_of_the_driver() {
    for engine in ["rusqlite", "sqlx", "tokio_postgres", "libsqlite3_sys"] {
        let text = format!(
            "pub struct Db({engine}::Pool);\n#[cfg(test)]\nmod tests {{ use {engine}::Row; }}\n"
        );
        let expected = [1, 3].map(|line| {
            format!("core/src/db/mod.rs:{line}: names the engine crate `{engine}`; only core/src/driver/ may")
        });
        breaks(
            "engines",
            "core/src/db/mod.rs",
            &text,
            &expected.each_ref().map(String::as_str),
        );
    }
    // The folder of the driver is no crate, and documentation names what it likes.
    keeps(
        "engines",
        "core/src/db/mod.rs",
        "/// See sqlx.\npub struct Db(crate::driver::sqlx::Pool);\n",
    );
}

#[test]
fn two_files_that_make_statements_of_text() {
    breaks(
        "engines",
        "core/src/driver/sqlx/mod.rs",
        "mod execute;\nfn run() { sqlx::query(AssertSqlSafe(text)); }\n",
        &[
            "core/src/driver/sqlx/mod.rs:2: names `AssertSqlSafe`, and so does core/src/driver/sqlx/execute.rs; one file may",
        ],
    );
    breaks(
        "engines",
        "core/src/driver/sqlite.rs",
        "use sqlx::AssertSqlSafe;\n",
        &[
            "core/src/driver/sqlite.rs:1: names `AssertSqlSafe`; only one file of core/src/driver/sqlx/ may",
        ],
    );
    breaks(
        "engines",
        "core/src/driver/sqlx/execute.rs",
        "",
        &[
            "core/src/driver/sqlx/: no file names `AssertSqlSafe`: text becomes a statement elsewhere",
        ],
    );
}

#[test]
fn a_database_feature_elsewhere() {
    for feature in ["sqlite", "postgres", "mysql", "sqlx-sqlite"] {
        breaks(
            "features",
            "core/src/query/page.rs",
            &format!(
                "#[cfg(any(feature = \"auth\",\n  feature = \"{feature}\"))]\nfn page() {{}}\n"
            ),
            &[&format!(
                "core/src/query/page.rs:2: names the database feature `{feature}`; \
                 only core/src/driver/mod.rs and core/src/db/from_pool.rs may"
            )],
        );
    }
    keeps(
        "features",
        "core/src/query/page.rs",
        "#[cfg(feature = \"auth\")]\nfn page() {}\n",
    );
    keeps(
        "features",
        "core/src/db/from_pool.rs",
        "#[cfg(feature = \"mysql\")]\nfn from() {}\n",
    );
}

/// SQL text in the tree outside of `sql/` and of these files.
fn held(tree: &Tree, allowed: &[(&str, &str)]) -> Vec<Violation> {
    sql_text::check_with(&Crate::of(tree), allowed)
}

#[test]
fn sql_text_outside_of_sql() {
    for (literal, verb) in [
        ("\"SELECT a FROM b\"", "SELECT … FROM"),
        ("r#\"EXISTS (SELECT 1 FROM \"a\")\"#", "SELECT … FROM"),
        ("\"SELECT \"", "SELECT"),
        ("\"INSERT INTO a VALUES (1)\"", "INSERT INTO"),
        ("format!(\"UPDATE {a} SET b = 1\")", "UPDATE … SET"),
        ("\"DELETE FROM a\"", "DELETE FROM"),
        ("\"CREATE TABLE a (b)\"", "CREATE TABLE"),
        ("\"CREATE UNIQUE INDEX a\"", "CREATE INDEX"),
        ("\"ALTER TABLE a\"", "ALTER TABLE"),
        ("\"DROP TABLE a\"", "DROP TABLE"),
    ] {
        let tree = small().with(
            "core/src/exec/mod.rs",
            &format!("\nfn sql() {{ {literal}; }}\n"),
        );
        let allowed = [("core/src/exec/mod.rs", "a reason")];
        let found = held(&tree, &[]);
        assert_eq!(found.len(), 1, "{literal}: {found:?}");
        let found = found[0].to_string();
        assert!(
            found.starts_with(&format!("core/src/exec/mod.rs:2: holds SQL text ({verb})")),
            "{found}"
        );
        assert_eq!(held(&tree, &allowed), []);
    }
    let harmless = "/// SELECT a FROM b\nfn f() { \"SAVEPOINT a\"; \"BEGIN IMMEDIATE\"; \"select a row\"; \"nothing to UPDATE\"; }\n\
                    #[cfg(test)]\nmod tests { const SQL: &str = \"DELETE FROM a\"; }\n";
    assert_eq!(
        held(&small().with("core/src/exec/mod.rs", harmless), &[]),
        []
    );
    assert_eq!(held(&small(), &[]), []);
}

#[test]
fn a_file_that_may_hold_sql_text_and_does_not() {
    let found = held(&small(), &[("core/src/exec/mod.rs", "a reason")]);
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["core/src/exec/mod.rs: is allowed to hold SQL text, and holds none: take it off the list"],
    );
}

#[test]
fn passwords_hashed_elsewhere_and_a_hash_in_the_source() {
    breaks(
        "passwords",
        "core/src/query/page.rs",
        "fn hash() { Argon2::new_with_secret(); }\n",
        &["core/src/query/page.rs:1: calls Argon2id; only core/src/password/argon.rs may"],
    );
    breaks(
        "passwords",
        "core/src/password/argon.rs",
        "const HASH: &str = \"$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA\";\n",
        &["core/src/password/argon.rs:1: holds a password hash; only tests may"],
    );
    keeps(
        "passwords",
        "core/src/password/argon.rs",
        "/// `$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA`\nconst START: &str = \"$argon2id$v=19$m=\";\n\
         #[cfg(test)]\nconst HASH: &str = \"$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA\";\n",
    );
}

#[test]
fn a_planted_fault_that_a_feature_compiles() {
    for (attribute, is_kept) in [
        ("cfg(any(test, feature = \"testing\"))", false),
        ("cfg(feature = \"testing\")", false),
        ("cfg(any(test, fivefold_faults))", true),
        ("cfg(all(fivefold_faults, feature = \"testing\"))", true),
    ] {
        let text = format!("#[{attribute}]\npub fn refuses() {{}}\n");
        for path in [
            "core/src/password/argon.rs",
            "core/src/sql/render/writer.rs",
        ] {
            let expected = format!(
                "{path}:1: is compiled by the feature `testing`; only `--cfg fivefold_faults` may"
            );
            if is_kept {
                keeps("faults", path, &text);
            } else {
                breaks("faults", path, &text, &[&expected]);
            }
        }
    }
    keeps(
        "faults",
        "core/src/password/argon.rs",
        "#[cfg(any(test, feature = \"testing\"))]\n#[must_use]\npub fn insecure_for_tests() {}\n",
    );
}

#[test]
fn code_that_is_unsafe() {
    for path in ["core/src/query/page.rs", "macros/src/lib.rs"] {
        breaks(
            "unsafe_code",
            path,
            "// unsafe\nfn f() { \"unsafe\"; }\nfn g() { quote! { unsafe { f() } } }\n",
            &[&format!("{path}:3: unsafe code")],
        );
    }
}
