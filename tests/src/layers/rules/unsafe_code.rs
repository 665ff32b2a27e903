//! Invariant: there is no `unsafe` in the crate and in its macros, their tests included, nor in
//! what the macros write.

use crate::layers::tree::{CORE, Tree};
use crate::layers::{Crate, Violation, tokens};

/// Every `unsafe`.
pub fn check(tree: &Tree, _: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    for folder in [CORE, "macros/src/"] {
        for (path, text) in tree.rust(folder) {
            match tokens::every(text) {
                Ok(tokens) => violations.extend(
                    tokens
                        .iter()
                        .filter(|token| token.is_ident() && token.text == "unsafe")
                        .map(|token| Violation::new(path, token.line, "unsafe code")),
                ),
                Err(message) => violations.push(Violation::new(path, 0, message)),
            }
        }
    }
    violations
}
