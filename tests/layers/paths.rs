//! Imports are found wherever they stand, and followed to the file that defines the item.

use crate::support::{breaks, keeps, small, violations};

const UP: &str = "exec (10) may not import query (11)";

/// `exec/mod.rs` with this text imports `query` by these paths.
#[track_caller]
fn finds(text: &str, expected: &[(usize, &str)]) {
    let expected: Vec<String> = expected
        .iter()
        .map(|(line, path)| format!("core/src/exec/mod.rs:{line}: imports {path}; {UP}"))
        .collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    breaks("layers", "core/src/exec/mod.rs", text, &expected);
}

#[test]
fn trees_of_imports() {
    finds(
        "use crate::{\n  db::Db,\n  query::{\n    Query as Q,\n    page::{self, Page},\n  },\n};\n",
        &[
            (4, "crate::query::Query"),
            (5, "crate::query::page::Page"),
            (5, "crate::query::page"),
        ],
    );
    finds("use crate::query::*;\n", &[(1, "crate::query::*")]);
    finds("use super::query::Query;\n", &[(1, "super::query::Query")]);
    finds(
        "pub(crate) use crate::query::Query;\n",
        &[(1, "crate::query::Query")],
    );
}

#[test]
fn paths_in_code() {
    finds(
        "fn f(a: crate::query::Query) {\n  let b = &crate::query::first(a);\n  use crate::query::{Page, Query};\n}\n",
        &[
            (1, "crate::query::Query"),
            (2, "crate::query::first"),
            (3, "crate::query::Page"),
            (3, "crate::query::Query"),
        ],
    );
    finds(
        "impl super::query::Trait for X<'static> {}\n",
        &[(1, "super::query::Trait")],
    );
    finds(
        "mod inner {\n  use super::super::query::Query;\n}\n",
        &[(2, "super::super::query::Query")],
    );
}

#[test]
fn paths_that_begin_at_an_imported_module() {
    finds(
        "use crate::query;\nfn f() { query::page::first() }\n",
        &[(1, "crate::query"), (2, "query::page::first")],
    );
}

#[test]
fn paths_in_macros() {
    finds(
        "macro_rules! m {\n  ($name:ident) => { $crate::query::$name::new(); $crate::query::Query::new() };\n}\n\
         fn f() {\n  vec![crate::query::Page];\n}\n",
        &[
            (2, "crate::query::Query::new"),
            // `$crate::query::$name`
            (2, "crate::query"),
            (5, "crate::query::Page"),
        ],
    );
}

#[test]
fn re_exports_of_the_root_are_followed() {
    finds("use crate::Query;\n", &[(1, "crate::Query")]);
}

#[test]
fn an_exported_macro_has_its_path_at_the_root_and_uses_public_names() {
    let query = "mod page;\n#[macro_export]\nmacro_rules! ask { () => { $crate::testing::Kit } }\npub struct Query;\n";
    let tree = small().with("core/src/query/mod.rs", query);
    assert_eq!(violations("layers", &tree), [""; 0]);
    let exec = tree
        .clone()
        .with("core/src/exec/mod.rs", "fn f() { crate::ask!() }\n");
    assert_eq!(
        violations("layers", &exec),
        [format!("core/src/exec/mod.rs:1: imports crate::ask; {UP}")]
    );
    let page = tree.with("core/src/query/page.rs", "pub(crate) use crate::ask;\n");
    assert_eq!(violations("layers", &page), [""; 0]);
    assert_eq!(violations("defining", &page), [""; 0]);
}

#[test]
fn paths_that_are_not_imports() {
    let text = "//! See crate::query::Query.\n\
                /// See [`crate::query::Query`].\n\
                pub(in crate::query) fn f() -> &'static str { \"crate::query::Query\" } // crate::query\n\
                use ::query::Query;\nuse serde::query::Query as Other;\n";
    keeps("layers", "core/src/exec/mod.rs", text);
    // And a loop is none of `pub(in …)`.
    finds(
        "fn f() { for a in crate::query::all() {} }\n",
        &[(1, "crate::query::all")],
    );
}

#[test]
fn test_code_is_exempt() {
    for text in [
        "#[cfg(test)]\nuse crate::query::Query;\nfn f() {}\n",
        "#[cfg(test)]\nmod tests { use crate::query::Query; }\n",
        "/// Documented.\n#[cfg(test)]\n#[allow(dead_code)]\nfn f<A, B>() { crate::query::all() }\n",
        "struct A;\nimpl A { #[cfg(test)] const fn f() { crate::query::all() } fn g() {} }\n",
        "#[test]\nfn f() { crate::query::all() }\n",
        "#[cfg(test)]\nmod tests;\n",
    ] {
        let tree = small()
            .with("core/src/exec/mod.rs", text)
            .with("core/src/exec/tests.rs", "use crate::query::Query;\n")
            .with("core/src/exec/tests/more.rs", "use crate::query::Query;\n");
        assert_eq!(violations("layers", &tree), [""; 0], "{text}");
    }
    // Code that is built without tests too is not exempt, nor what stands behind a test.
    finds(
        "#[cfg(any(test, feature = \"testing\"))]\nuse crate::query::Query;\n",
        &[(2, "crate::query::Query")],
    );
    finds(
        "#[cfg(test)]\nuse std::{a, b};\nuse crate::query::Query;\n",
        &[(3, "crate::query::Query")],
    );
}
