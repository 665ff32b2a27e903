//! Shared by the test targets of fivefold: database servers of their own, and the check of the
//! source tree's layers.
//!
//! The behaviour itself is in `it/`, one binary; what must and must not compile is in `pass/` and
//! `ui/`.

pub mod layers;
pub mod servers;
