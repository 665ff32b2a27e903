//! The rules, one module each.

pub mod circles;
pub mod defining;
pub mod engines;
pub mod features;
pub mod layers;
pub mod model_names;
pub mod passwords;
pub mod shape;
pub mod sql_text;
pub mod unsafe_code;

use super::tokens::{self, Token};
use super::tree::is_test_file;
use super::{Crate, Tree, Violation};

/// A rule: its name, and the places that break it.
pub type Rule = (&'static str, fn(&Tree, &Crate) -> Vec<Violation>);

/// Every rule.
pub const RULES: &[Rule] = &[
    ("layers", layers::check),
    ("defining", defining::check),
    ("circles", circles::check),
    ("model_names", model_names::check),
    ("engines", engines::check),
    ("features", features::check),
    ("sql_text", sql_text::check),
    ("passwords", passwords::check),
    ("unsafe_code", unsafe_code::check),
    ("shape", shape::check),
];

/// The files under `folder` with their tokens, test code left out. A file that is no Rust is reported by the rule `layers`.
fn production<'a>(
    tree: &'a Tree,
    folder: &'a str,
) -> impl Iterator<Item = (&'a str, Vec<Token>)> + 'a {
    tree.rust(folder)
        .filter(|(path, _)| !is_test_file(path))
        .filter_map(|(path, text)| Some((path, tokens::production(text).ok()?)))
}
