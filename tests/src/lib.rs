//! What the test targets of fivefold share: database servers of their own.
//!
//! The behaviour itself is in `it/`, one binary; what must and must not compile is in `pass/` and `ui/`.

pub mod servers;
