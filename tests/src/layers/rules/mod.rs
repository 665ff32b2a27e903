//! The rules, one module each.

pub mod circles;
pub mod defining;
pub mod layers;

use super::{Crate, Tree, Violation};

/// A rule: its name, and the places that break it.
pub type Rule = (&'static str, fn(&Tree, &Crate) -> Vec<Violation>);

/// Every rule.
pub const RULES: &[Rule] = &[
    ("layers", layers::check),
    ("defining", defining::check),
    ("circles", circles::check),
];
