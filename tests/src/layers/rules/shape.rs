//! Invariant: `core/src` has at most 24 entries, and a module with a folder is that folder's
//! `mod.rs`, in the whole workspace.

use std::collections::BTreeSet;

use crate::layers::tree::{CORE, Tree};
use crate::layers::{Crate, Violation};

/// The most files and folders directly in `core/src`: a listing shows the layers and little else.
const MAX_ENTRIES: usize = 24;

/// Roots of targets, which Cargo wants as files: no `mod.rs` can stand for them.
const ROOTS: &[&str] = &["tests/faults/galera.rs", "tests/bench/benches/sqlite.rs"];

/// Entries above the limit, and each `x.rs` next to a folder `x/`.
pub fn check(tree: &Tree, _: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    let entries = tree.entries();
    if entries.len() > MAX_ENTRIES {
        let message = format!(
            "{} entries; {MAX_ENTRIES} is the most: {}",
            entries.len(),
            entries.join(", ")
        );
        violations.push(Violation::new(CORE, 0, message));
    }
    let folders: BTreeSet<&str> = tree
        .files()
        .flat_map(|(path, _)| path.match_indices('/').map(|(end, _)| path.split_at(end).0))
        .collect();
    for (path, _) in tree.rust("") {
        let stem = path.trim_end_matches(".rs");
        if folders.contains(stem) && !ROOTS.contains(&path) {
            let message = format!("stands next to the folder {stem}/: make it {stem}/mod.rs");
            violations.push(Violation::new(path, 0, message));
        }
    }
    violations
}
