//! The rules, one module each.

pub mod circles;
pub mod defining;
pub mod engines;
pub mod faults;
pub mod features;
pub mod layers;
pub mod model_names;
pub mod passwords;
pub mod shape;
pub mod sql_text;
pub mod unsafe_code;

use super::{Crate, Tree, Violation};

/// A rule: its name, and the function that returns its violations.
pub type Rule = (&'static str, fn(&Tree, &Crate) -> Vec<Violation>);

/// Every rule.
pub const RULES: &[Rule] = &[
    ("layers", layers::check),
    ("defining", defining::check),
    ("circles", circles::check),
    ("model_names", model_names::check),
    ("engines", engines::check),
    ("faults", faults::check),
    ("features", features::check),
    ("sql_text", sql_text::check),
    ("passwords", passwords::check),
    ("unsafe_code", unsafe_code::check),
    ("shape", shape::check),
];
