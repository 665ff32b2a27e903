//! [`Query`], its parts and its results: conditions, orders, pages, streams, groups and scopes.
//!
//! [The guide on queries](crate::guide::queries) shows them together.

pub(crate) mod aggregate;
pub(crate) mod builder;
pub(crate) mod by_key;
pub(crate) mod children;
pub(crate) mod cursor_page;
pub(crate) mod group;
pub(crate) mod list_request;
pub(crate) mod load;
pub(crate) mod page;
mod paged;
pub(crate) mod read;
pub(crate) mod scope;
pub(crate) mod scoped_create;
pub(crate) mod select;
pub(crate) mod stream;
pub(crate) mod view;
pub(crate) mod write;

pub use crate::crypto::cursor::Cursor;
pub use crate::model::filter::comparison::Nullable;
pub use crate::model::filter::json_path::{IntoScalar, IsJson, JsonPath};
pub use crate::model::filter::text::IsText;
pub use crate::model::filter::{Filter, IntoFilter};
pub use crate::model::order::{IntoOrder, Order};
pub use crate::model::summable::Summable;
pub use crate::query::builder::Query;
pub use crate::query::cursor_page::CursorPage;
pub use crate::query::group::Groups;
pub use crate::query::group::aggregate::{Aggregate, AggregateExpr, Aggregates};
pub use crate::query::group::condition::{GroupFilter, GroupOrder, IntoGroupOrder};
pub use crate::query::page::Page;
pub use crate::query::scope::{FromOwner, IntoScopedNew, OwnedBy, Scope, Unscoped, WritesTo};
pub use crate::query::select::{Select, Selection};
pub use crate::query::stream::Stream;
pub use crate::stmt::window::{IntoWindow, Window};
