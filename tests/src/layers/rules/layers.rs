//! Invariant: a file of `core/src` imports its own folder and folders with a smaller number in
//! [`LAYERS`](crate::layers::LAYERS).
//!
//! Folders with equal numbers do not import each other, and nothing imports what stands above the
//! layers. An entry of `core/src` that is in no table is refused, and so is a file that no `mod`
//! leads to. Re-exports are followed: the folder that counts is the one that defines the item.

use crate::layers::Violation;
use crate::layers::modules::Crate;
use crate::layers::numbers::{is_above, number};
use crate::layers::tree::{CORE, Tree};

/// Every import that does not run to a smaller number.
pub fn check(tree: &Tree, modules: &Crate) -> Vec<Violation> {
    let mut violations = modules.unread.clone();
    for entry in tree.entries() {
        if number(entry).is_none() && !is_above(entry) {
            let message = "is in no layer: add the folder to tests/src/layers/numbers.rs, or move it into one";
            violations.push(Violation::new(&format!("{CORE}{entry}"), 0, message));
        }
    }
    for arrow in &modules.arrows {
        let Some(target) = arrow.target.module() else {
            continue;
        };
        let (from, to) = (modules.folder(arrow.from), modules.folder(target));
        if from == to || from.is_empty() || is_above(from) {
            continue;
        }
        let reason = match (number(from), number(to)) {
            (Some(low), Some(high)) if low > high => continue,
            (Some(low), Some(high)) => format!("{from} ({low}) may not import {to} ({high})"),
            (Some(low), None) if to.is_empty() => format!("{from} ({low}) may not import the root"),
            (Some(low), None) if is_above(to) => {
                format!("{from} ({low}) may not import {to}, which is above the layers")
            }
            // The folder that is in no layer is a violation already.
            _ => continue,
        };
        let message = format!("imports {}; {reason}", arrow.text);
        violations.push(Violation::new(
            modules.file_of(arrow.from),
            arrow.line,
            message,
        ));
    }
    violations.sort();
    violations.dedup();
    violations
}
