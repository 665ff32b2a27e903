//! Entries of `core/src` and the style of module files.

use fivefold_tests::layers::{Crate, Figures};

use crate::support::{small, violations};

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
