//! Invariant: no Cargo feature compiles the probes and the planted faults of sign-in and of rendered
//! SQL, so that no application contains them. `--cfg fivefold_faults` does.

use crate::layers::tree::Tree;
use crate::layers::{Crate, Violation};

/// The folders with planted faults.
const FOLDERS: &[&str] = &["core/src/auth/", "core/src/password/", "core/src/sql/"];

/// The function that the feature `testing` offers to applications.
const OFFERED: &str = "insecure_for_tests";

/// Every `feature = "testing"` there that does not ask for the cfg as well.
pub fn check(_: &Tree, modules: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, tokens) in modules
        .production()
        .filter(|(path, _)| FOLDERS.iter().any(|folder| path.starts_with(folder)))
    {
        for (at, window) in tokens.windows(3).enumerate() {
            let [name, equals, value] = window else {
                continue;
            };
            if name.text != "feature" || equals.text != "=" || value.string() != Some("testing") {
                continue;
            }
            let attribute = tokens.iter().take(at).rev();
            let asks = attribute
                .take_while(|token| token.text != "#")
                .any(|token| token.text == "fivefold_faults");
            let mut item = tokens
                .iter()
                .skip(at)
                .skip_while(|token| token.text != "fn");
            let is_offered = item.nth(1).is_some_and(|name| name.text == OFFERED);
            if !asks && !is_offered {
                violations.push(Violation::new(
                    path,
                    value.line,
                    "is compiled by the feature `testing`; only `--cfg fivefold_faults` may",
                ));
            }
        }
    }
    violations
}
