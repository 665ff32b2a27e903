//! A violation of each rule, planted in the small tree.

use fivefold_tests::layers::rules::sql_text;
use fivefold_tests::layers::{Crate, Figures, Tree, Violation};

use crate::support::{breaks, keeps, small, violations};

#[test]
fn an_import_of_a_higher_layer() {
    breaks(
        "layers",
        "core/src/exec/mod.rs",
        "pub struct Call;\nuse crate::query::Query;\n",
        &[
            "core/src/exec/mod.rs:2: imports crate::query::Query; exec (10) may not import query (11)",
        ],
    );
    assert_eq!(Figures::of(&small(), &Crate::of(&small())).upwards, 0);
}

#[test]
fn an_import_of_an_equal_layer() {
    let tree = small()
        .with("core/src/lib.rs", "mod crud;\nmod schema;\nmod value;\n")
        .with("core/src/crud/mod.rs", "pub struct Crud;\n");
    let imports = "use crate::crud::Crud;\npub struct Schema(Crud);\n";
    let found = violations("layers", &tree.with("core/src/schema/mod.rs", imports));
    let expected =
        "core/src/schema/mod.rs:1: imports crate::crud::Crud; schema (12) may not import crud (12)";
    assert!(found.contains(&expected.to_owned()), "{found:?}");
}

#[test]
fn an_import_of_what_is_above_the_layers() {
    breaks(
        "layers",
        "core/src/query/page.rs",
        "use crate::prelude::Value;\nuse crate::NAME;\n",
        &["core/src/query/page.rs:2: imports crate::NAME; query (11) may not import the root"],
    );
    breaks(
        "layers",
        "core/src/query/page.rs",
        "use crate::prelude::NAME;\n",
        &[
            "core/src/query/page.rs:1: imports crate::prelude::NAME; query (11) may not import prelude, which is above the layers",
        ],
    );
}

#[test]
fn a_folder_in_no_layer() {
    let tree = small()
        .with("core/src/lib.rs", "mod helpers;\n")
        .with("core/src/helpers/mod.rs", "");
    let found = violations("layers", &tree);
    let expected = "core/src/helpers: is in no layer: add the folder to tests/src/layers/numbers.rs, or move it into one";
    assert!(found.contains(&expected.to_owned()), "{found:?}");
}

#[test]
fn a_file_that_nothing_declares_and_one_that_is_no_rust() {
    breaks(
        "layers",
        "core/src/query/orphan.rs",
        "pub struct Orphan;\n",
        &["core/src/query/orphan.rs: no `mod` outside of test code leads to this file"],
    );
    let found = violations(
        "layers",
        &small().with("core/src/query/page.rs", "struct ;\n"),
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("core/src/query/page.rs: cannot be read as Rust"),
        "{found:?}"
    );
}

#[test]
fn an_import_through_the_root() {
    breaks(
        "defining",
        "core/src/query/page.rs",
        "use crate::{Uuid, Value};\n",
        &[
            "core/src/query/page.rs:1: imports crate::Uuid through the root; name the crate that defines it",
            "core/src/query/page.rs:1: imports crate::Value through the root; name crate::value::Value, or the folder above that re-exports it",
        ],
    );
}

#[test]
fn an_import_through_another_folder() {
    breaks(
        "defining",
        "core/src/query/page.rs",
        "use super::Call;\n",
        &[
            "core/src/query/page.rs:1: imports super::Call through crate::query; name crate::exec::Call, or the folder above that re-exports it",
        ],
    );
    // The folder that defines it, by its own re-export and by the file.
    keeps(
        "defining",
        "core/src/query/page.rs",
        "use crate::value::Kind;\nuse crate::value::kind::Kind as Same;\n",
    );
}

#[test]
fn a_circle_that_is_not_named() {
    let parse = "use super::page::Page;\npub struct Parse(Page);\n";
    let page = "use super::parse::Parse;\npub struct Page(Parse);\n";
    let module = "mod page;\nmod parse;\npub struct Query;\n";
    let tree = small()
        .with("core/src/query/parse.rs", parse)
        .with("core/src/query/page.rs", page)
        .with("core/src/query/mod.rs", module);
    assert_eq!(
        violations("circles", &tree),
        [
            "core/src/query/mod.rs: a circle that the module documentation does not name: `page.rs`, `parse.rs`\n    \
          page.rs:1 → parse.rs\n    parse.rs:1 → page.rs"
        ],
    );
    let named = format!("//! Queries.\n//!\n//! Circle: `page.rs`,\n//! `parse.rs`.\n\n{module}");
    assert_eq!(
        violations(
            "circles",
            &tree.clone().with("core/src/query/mod.rs", &named)
        ),
        [""; 0]
    );
    // A name for a circle that has gone.
    let mended = tree
        .with("core/src/query/mod.rs", &named)
        .with("core/src/query/page.rs", "pub struct Page;\n");
    assert_eq!(
        violations("circles", &mended),
        [
            "core/src/query/mod.rs: names a circle that is not there: core/src/query/page.rs, core/src/query/parse.rs"
        ],
    );
}

#[test]
fn a_circle_between_a_folder_and_its_file() {
    let imports = "mod page;\nuse page::Page;\npub struct Query(Page);\n";
    breaks(
        "circles",
        "core/src/query/mod.rs",
        imports,
        &[
            "core/src/query/mod.rs: a circle that the module documentation does not name: `mod.rs`, `page.rs`\n    \
           mod.rs:2 → page.rs\n    page.rs:1 → mod.rs",
        ],
    );
    // A re-export is an import when the file uses the name itself, and none when it does not.
    let uses = "mod page;\npub use page::Page;\npub struct Query(Page);\n";
    breaks(
        "circles",
        "core/src/query/mod.rs",
        uses,
        &[
            "core/src/query/mod.rs: a circle that the module documentation does not name: `mod.rs`, `page.rs`\n    \
           mod.rs:3 → page.rs\n    page.rs:1 → mod.rs",
        ],
    );
    keeps(
        "circles",
        "core/src/query/mod.rs",
        "mod page;\npub use page::Page;\npub struct Query;\n",
    );
}

#[test]
fn a_circle_of_six_files() {
    let ring = |files: usize| {
        let names: Vec<String> = (0..files).map(|at| format!("ring{at}")).collect();
        let module: String = names.iter().map(|name| format!("mod {name};\n")).collect();
        let listed: Vec<String> = names.iter().map(|name| format!("`{name}.rs`")).collect();
        let module = format!(
            "//! Circle: {}.\n\nmod page;\npub struct Query;\n{module}",
            listed.join(", ")
        );
        let mut tree = small().with("core/src/query/mod.rs", &module);
        for (at, name) in names.iter().enumerate() {
            let next = &names[(at + 1) % files];
            let text = format!("pub struct Item;\nfn next(_: super::{next}::Item) {{}}\n");
            tree = tree.with(&format!("core/src/query/{name}.rs"), &text);
        }
        tree
    };
    assert_eq!(violations("circles", &ring(5)), [""; 0]);
    let found = violations("circles", &ring(6));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("core/src/query/mod.rs: a circle of 6 files; 5 is the most"),
        "{found:?}"
    );
    assert_eq!(
        Figures::of(&ring(6), &Crate::of(&ring(6))).largest_circle,
        6
    );
}

#[test]
fn a_circle_through_two_folders() {
    let found = violations(
        "circles",
        &small().with(
            "core/src/exec/mod.rs",
            "use crate::query::Query;\npub struct Call(Query);\n",
        ),
    );
    assert_eq!(
        found,
        [
            "core/src/: a circle of 2 files runs through several folders: `exec/mod.rs`, `query/mod.rs`\n    \
          exec/mod.rs:1 → query/mod.rs\n    query/mod.rs:2 → exec/mod.rs"
        ],
    );
}

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

#[test]
fn too_many_entries() {
    let mut tree = small();
    // Eleven of the small tree, one of them the guide.
    for at in 0..13 {
        tree = tree.with(&format!("core/src/entry{at}/mod.rs"), "");
    }
    assert_eq!(Figures::of(&tree, &Crate::of(&tree)).entries, 24);
    assert_eq!(violations("shape", &tree), [""; 0]);
    let found = violations("shape", &tree.with("core/src/entry.rs", ""));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("core/src/: 25 entries; 24 is the most"),
        "{found:?}"
    );
}

#[test]
fn a_file_next_to_its_folder() {
    let tree = small().with("tests/it/kit.rs", "");
    assert_eq!(violations("shape", &tree), [""; 0]);
    assert_eq!(
        violations("shape", &tree.with("tests/it/kit/space.rs", "")),
        ["tests/it/kit.rs: stands next to the folder tests/it/kit/: make it tests/it/kit/mod.rs"],
    );
}
