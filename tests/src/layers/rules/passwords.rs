//! Invariant: passwords are hashed in one file, and no hash stands in the source that a password
//! could be checked against instead.

use crate::layers::tree::Tree;
use crate::layers::{Crate, Violation};

/// The file that calls Argon2id.
const ARGON: &str = "core/src/password/argon.rs";

/// Every other call of `Argon2::new…`, and every string literal that is a complete hash.
pub fn check(_: &Tree, modules: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, tokens) in modules.production() {
        for window in tokens.windows(3) {
            if let [name, colons, call] = window
                && name.text == "Argon2"
                && colons.text == "::"
                && call.text.starts_with("new")
                && path != ARGON
            {
                violations.push(Violation::new(
                    path,
                    name.line,
                    format!("calls Argon2id; only {ARGON} may"),
                ));
            }
        }
        for token in tokens {
            if token.string().is_some_and(is_hash) {
                violations.push(Violation::new(
                    path,
                    token.line,
                    "holds a password hash; only tests may",
                ));
            }
        }
    }
    violations
}

/// `$argon2id$v=19$m=1,t=1,p=1$…`, with numbers.
fn is_hash(text: &str) -> bool {
    let number = |part: &str, name: &str| {
        part.strip_prefix(name).is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
        })
    };
    let Some((costs, _)) = text
        .strip_prefix("$argon2id$v=19$")
        .and_then(|rest| rest.split_once('$'))
    else {
        return false;
    };
    let costs: Vec<&str> = costs.split(',').collect();
    matches!(costs.as_slice(), [m, t, p] if number(m, "m=") && number(t, "t=") && number(p, "p="))
}
