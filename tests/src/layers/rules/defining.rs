//! Invariant: a path inside the crate names the folder that defines the item.
//!
//! `crate::query::Query` may name what `query/mod.rs` defines or re-exports from a file of
//! `query/`, and `crate::query::select::Query` the file itself. Refused are the re-exports of the
//! root (`crate::Query`), what a folder re-exports or imports from another folder, and what another
//! crate defines by way of the root (`crate::Uuid`). Entries above the layers are exempt, since
//! re-exports are their purpose.

use crate::layers::Violation;
use crate::layers::modules::Crate;
use crate::layers::numbers::is_above;
use crate::layers::resolve::Target;
use crate::layers::tree::Tree;

/// Every path that leads through a re-export of the root or of another folder.
pub fn check(_: &Tree, modules: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    for arrow in &modules.arrows {
        let from = modules.folder(arrow.from);
        if from.is_empty() || is_above(from) {
            continue;
        }
        let named = modules.folder(arrow.named);
        let advice = match &arrow.target {
            Target::External if named.is_empty() => "name the crate that defines it".to_owned(),
            // An exported macro has no other path.
            Target::Item(_, name) if named.is_empty() && modules.exported.contains_key(name) => {
                continue;
            }
            Target::Item(module, name) if modules.folder(*module) != named => {
                format!(
                    "name {}::{name}, or the folder above that re-exports it",
                    modules.name_of(*module)
                )
            }
            _ => continue,
        };
        let through = match named {
            "" => "the root".to_owned(),
            _ => modules.name_of(arrow.named),
        };
        let message = format!("imports {} through {through}; {advice}", arrow.text);
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
