//! The rules of the source tree: `real` holds this workspace to them, `planted` shows that each
//! finds what it is for, and `paths` that imports are followed wherever they can stand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that is wrong may end like this"
)]

mod paths;
mod planted;
mod real;
mod support;
