//! Circles among files.

use fivefold_tests::layers::{Crate, Figures};

use crate::support::{breaks, keeps, small, violations};

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
            "core/src/query/mod.rs: names a circle that does not exist: core/src/query/page.rs, core/src/query/parse.rs"
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
