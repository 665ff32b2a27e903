//! Shared by the test targets of fivefold: database servers of their own, and the check of the
//! source tree's layers.
//!
//! The behaviour itself is in `it/`, one binary; what must and must not compile is in `pass/` and
//! `ui/`.

// Without it the tests of sign-in could not prove that they would see a mistake. Rustdoc has flags
// of its own.
#[cfg(not(any(doc, fivefold_faults)))]
compile_error!(
    "the tests need `--cfg fivefold_faults`, which `.cargo/config.toml` sets; unset RUSTFLAGS, or add it there"
);

pub mod layers;
pub mod servers;
