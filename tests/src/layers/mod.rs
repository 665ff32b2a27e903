//! The check of the source tree: layers, imports, circles, and where certain names may stand.
//!
//! `cargo run -p fivefold-tests --bin layers` prints every violation and the figures; the test
//! target `layers` has one test per rule, and plants a violation of each in a small tree of its
//! own. The checker takes the tree as data ([`Tree`]: path → text), reads each file with `syn` and
//! follows `use` and inline paths, inside macros too, to the file that defines the item.
//!
//! Test code is exempt unless a rule says otherwise: items under `#[cfg(test)]` or `#[test]`, files
//! named `tests.rs`, and files in a folder named `tests`.

mod graph;
mod modules;
mod numbers;
mod paths;
mod resolve;
pub mod rules;
mod tokens;
mod tree;

use std::fmt;

pub use graph::Figures;
pub use modules::Crate;
pub use numbers::LAYERS;
pub use tree::Tree;

/// A line, file or folder that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The file, relative to the root of the workspace.
    pub path: String,
    /// The line, from 1; 0 when the whole file or folder is meant.
    pub line: usize,
    /// The sentence that says what is wrong.
    pub message: String,
}

impl Violation {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}
