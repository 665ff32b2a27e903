#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod __private;
#[cfg(feature = "auth")]
mod auth;
mod crud;
mod crypto;
mod db;
mod driver;
mod error;
mod exec;
mod model;
mod params;
mod password;
pub mod prelude;
mod query;
mod raw_sql;
mod schema;
mod sql;
mod stmt;
mod table;
#[cfg(feature = "testing")]
pub mod testing;
mod value;

#[cfg(feature = "auth")]
pub use crate::auth::account::Account;
#[cfg(feature = "auth")]
pub use crate::auth::sign_in::SignIn;
#[cfg(feature = "tokens")]
pub use crate::auth::tokens::Tokens;
#[cfg(feature = "tokens")]
pub use crate::auth::tokens::builder::TokensBuilder;
#[cfg(feature = "tokens")]
pub use crate::auth::tokens::kind::TokenKind;
#[cfg(feature = "tokens")]
pub use crate::auth::tokens::payload::TokenPayload;
#[cfg(feature = "tokens")]
pub use crate::auth::tokens::schema::{Message, Token, TokenPair};
#[cfg(feature = "tokens")]
pub use crate::auth::tokens::secret::TokenSecret;
#[cfg(feature = "tokens")]
pub use crate::auth::tokens::session::{
    Session, SessionBase, SessionCreate, SessionPublic, SessionServer, SessionUpdate,
};
pub use crate::crud::Crud;
pub use crate::crypto::cursor::Cursor;
pub use crate::db::Db;
pub use crate::db::builder::Builder;
pub use crate::db::event::{Change, Event};
pub use crate::db::executor::{Executor, Handle};
pub use crate::db::operation::Operation;
pub use crate::db::replica::{Position, Replica};
pub use crate::db::transaction::Tx;
pub use crate::db::transaction::closure::AsyncFunc;
pub use crate::driver::limits::Durability;
pub use crate::driver::metrics::Metrics;
pub use crate::error::kind::ErrorKind;
pub use crate::error::{Error, Result};
pub use crate::exec::upsert::{UniqueBy, Upsert};
pub use crate::model::argument::Argument;
pub use crate::model::cardinality::{Arity, IsMany, Presence};
pub use crate::model::column::{Column, IsUnique, Plain, PointsTo, Ref, Unique, UniqueRef};
pub use crate::model::filter::comparison::Nullable;
pub use crate::model::filter::json_path::{IntoScalar, IsJson, JsonPath};
pub use crate::model::filter::text::IsText;
pub use crate::model::filter::{Filter, IntoFilter};
pub use crate::model::hooks::Hooks;
pub use crate::model::increment::Step;
pub use crate::model::order::Order;
pub use crate::model::relation::{Many, MaybeOne, One, Relation, ToOne};
pub use crate::model::soft_delete::SoftDelete;
pub use crate::model::summable::Summable;
pub use crate::model::{Changes, Input, IntoChanges, IntoNew, Model, New, Patches};
pub use crate::params::Params;
#[cfg(feature = "auth")]
pub use crate::password::plain::Password;
#[cfg(feature = "auth")]
pub use crate::password::policy::PasswordPolicy;
#[cfg(feature = "auth")]
pub use crate::password::stored::PasswordHash;
pub use crate::query::Query;
pub use crate::query::cursor_page::CursorPage;
pub use crate::query::group::Groups;
pub use crate::query::group::aggregate::{Aggregate, Aggregates, Measured};
pub use crate::query::group::condition::{GroupFilter, GroupOrder, IntoGroupOrder};
pub use crate::query::list_request::Asked;
pub use crate::query::load::{IntoLoad, Load, LoadOne, Loads, LoadsNothing, Push};
pub use crate::query::page::Page;
pub use crate::query::scope::{Anywhere, IntoOwned, Of, OwnerOnly, Scope};
pub use crate::query::select::{Select, Selection};
pub use crate::query::stream::Stream;
pub use crate::query::view::View;
pub use crate::raw_sql::fragment::Fragment;
pub use crate::raw_sql::from_row::FromRow;
pub use crate::raw_sql::{Bind, RawSql, Sql};
pub use crate::schema::Schema;
pub use crate::stmt::window::{IntoWindow, Window};
pub use crate::value::column_type::{Auto, AutoV4, ColumnType, Unstorable};
pub use crate::value::convert::StoredFrom;
pub use crate::value::id::Id;
pub use crate::value::json::Json;
pub use crate::value::patch::Patch;
pub use crate::value::row::{Row, Unreadable};
pub use crate::value::secret::Secret;
pub use crate::value::types::text::DbEnum;
pub use crate::value::{Kind, Value};
pub use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
pub use fivefold_macros::{DbEnum, DbNewtype, View, model};
#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
pub use uuid::Uuid;
pub use validator::{Validate, ValidationError, ValidationErrors};

#[cfg(feature = "auth")]
#[doc = include_str!("guide/passwords.md")]
pub mod _passwords_and_sign_in {}

#[doc = include_str!("guide/deleted.md")]
pub mod _versions_and_deleted_rows {}

#[doc = include_str!("guide/pages.md")]
pub mod _pages_and_query_strings {}

#[doc = include_str!("guide/queries.md")]
pub mod _queries {}

#[doc = include_str!("guide/hooks.md")]
pub mod _hooks_and_events {}

#[doc = include_str!("guide/sql.md")]
pub mod _statements_of_your_own {}

#[cfg(feature = "auth")]
#[doc = include_str!("guide/views.md")]
pub mod _views {}

#[doc = include_str!("guide/replicas.md")]
pub mod _replicas {}

#[doc = include_str!("guide/scopes.md")]
pub mod _scopes {}

#[cfg(feature = "testing")]
#[doc = include_str!("guide/testing.md")]
pub mod _testing {}
