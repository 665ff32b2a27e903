//! Tokens to options that remember where they were written. Nothing here compares one option with
//! another: the tables only list which uses of an option are refused (`conflict.rs`), and `check/`
//! evaluates that.
//!
//! An option of a field is one row of the table in `field_options.rs`, an option of a model one row
//! of the table in `model_options.rs`, and a rule one row of the table in `rules.rs`.

pub(crate) mod attributes;
pub(crate) mod companion;
pub(crate) mod conflict;
pub(crate) mod entry;
pub(crate) mod field_options;
pub(crate) mod field_values;
mod foreign;
pub(crate) mod given;
pub(crate) mod groups;
pub(crate) mod item;
pub(crate) mod model_options;
mod option_lists;
pub(crate) mod range;
pub(crate) mod relations;
pub(crate) mod rules;
pub(crate) mod suggest;
pub(crate) mod view;
