//! Imports that run upwards, or that do not name the folder which defines the item.

use fivefold_tests::layers::{Crate, Figures};

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
fn an_import_from_above_the_layers() {
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
