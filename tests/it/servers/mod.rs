//! Behaviour that servers have in common, and the embedded database does not.

mod timeouts;
mod urls;
