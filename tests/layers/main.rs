//! The rules of the source tree: `real` holds this workspace to them, `planted` shows that each finds what it is for, and `paths` that
//! imports are followed wherever they can stand.

mod paths;
mod planted;
mod real;
mod support;
