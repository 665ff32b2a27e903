//! Invariant: the layers up to the driver never name `Model`, and `db` never names `Query`.
//!
//! What lies below knows tables and statements as data; which struct they belong to is known above.

use crate::layers::numbers::number;
use crate::layers::tree::{CORE, Tree};
use crate::layers::{Crate, Violation};

/// The highest layer that knows no models.
const DRIVER: u8 = 6;

/// Every mention of them in these layers.
pub fn check(_: &Tree, modules: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, tokens) in modules.production() {
        let Some(folder) = path
            .strip_prefix(CORE)
            .and_then(|path| path.split('/').next())
        else {
            continue;
        };
        let refused = match number(folder) {
            Some(number) if number <= DRIVER => "Model",
            _ if folder == "db" => "Query",
            _ => continue,
        };
        for token in tokens {
            if token.is_ident() && token.text == refused {
                let message = format!("names `{refused}`, of which {folder} knows nothing");
                violations.push(Violation::new(path, token.line, message));
            }
        }
    }
    violations
}
