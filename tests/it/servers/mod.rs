//! Behaviour that servers have in common, and the embedded database does not.

mod rejected;
mod rested;
mod timeouts;
mod urls;
