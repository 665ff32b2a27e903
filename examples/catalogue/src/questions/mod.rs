//! The questions, one file each: the query, and its answer as text.

pub mod duplicates;
pub mod licences;
pub mod show;
pub mod top;
pub mod why;
