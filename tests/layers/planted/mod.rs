//! A violation of each rule, planted in the small tree.

mod circles;
mod imports;
mod names;
mod shape;
