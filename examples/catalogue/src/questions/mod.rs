//! The questions, one file each: what is asked of the rows, and the answer as text.

pub mod duplicates;
pub mod licences;
pub mod show;
pub mod top;
pub mod why;
