//! [`Params`]: which conditions and orders a query string may ask for, and what it asks.

pub(crate) mod allow_list;
pub(crate) mod parse;
pub(crate) mod value;

pub use crate::params::allow_list::Params;
pub use crate::query::list_request::ListRequest;
