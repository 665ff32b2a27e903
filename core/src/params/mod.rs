//! Query strings: the filters and orders that a request may use, and their parsing.

pub(crate) mod allow_list;
pub(crate) mod parse;
pub(crate) mod value;

pub use crate::params::allow_list::Params;
pub use crate::query::list_request::ListRequest;
