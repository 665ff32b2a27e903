//! How many cases a run has, and from which seed.

use std::env;
use std::fmt::Debug;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// The seed of the first case; each of the others has the next one.
const SEED: &str = "FIVEFOLD_DIFFERENTIAL_SEED";

/// The number of cases on each engine.
const CASES: &str = "FIVEFOLD_DIFFERENTIAL_CASES";

/// Returns the seeds of the cases: the same in every run, unless the variables say otherwise.
pub fn seeds(cases: u64) -> impl Iterator<Item = u64> {
    let first = match env::var(SEED) {
        Ok(word) if word == "random" => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_micros() as u64,
        _ => number(SEED).unwrap_or(0),
    };
    let cases = number(CASES).unwrap_or(cases);
    first..first.saturating_add(cases)
}

/// Returns the command that repeats the case.
pub fn command(test: &str, seed: u64) -> String {
    format!(
        "{SEED}={seed} {CASES}=1 cargo test --workspace --all-features --test differential {test}"
    )
}

fn number<T: FromStr<Err: Debug>>(variable: &str) -> Option<T> {
    let value = env::var(variable).ok()?;
    Some(
        value
            .parse()
            .unwrap_or_else(|error| panic!("{variable} is no number: {error:?}")),
    )
}
