//! Statements as data, which `sql` renders to text.

pub(crate) mod aggregate;
pub(crate) mod condition;
pub(crate) mod constant;
pub(crate) mod delete;
pub(crate) mod group;
pub(crate) mod invalid;
pub(crate) mod limits;
pub(crate) mod load_key;
pub(crate) mod operator;
pub(crate) mod owner;
pub(crate) mod seek;
pub(crate) mod select;
pub(crate) mod sort;
pub(crate) mod target;
pub(crate) mod tree;
pub(crate) mod update;
pub(crate) mod window;
pub(crate) mod workload;
