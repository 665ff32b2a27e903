#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
#[cfg(feature = "auth")]
mod auth;
mod checks;
mod column;
mod column_type;
mod convert;
mod crud;
mod cursor;
mod db;
mod dialect;
mod driver;
mod error;
mod executor;
mod filter;
mod hashing;
mod hooks;
mod id;
mod json;
mod limits;
mod load;
mod mac;
mod metrics;
mod model;
mod operation;
mod order;
mod params;
#[cfg(feature = "auth")]
mod password;
mod patch;
pub mod prelude;
mod query;
mod random;
mod relation;
mod replica;
mod row;
mod schema;
mod secret;
mod sql;
mod statement;
mod step;
mod table;
#[cfg(feature = "tokens")]
mod tokens;
mod transaction;
mod value;
mod window;
mod write;

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

#[cfg(feature = "testing")]
pub mod testing;

#[doc(hidden)]
pub mod __private;

pub use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
pub use fivefold_macros::{DbEnum, DbNewtype, View, model};
#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
pub use uuid::Uuid;
pub use validator::{Validate, ValidationError, ValidationErrors};

#[cfg(feature = "auth")]
pub use auth::{Account, SignIn};
pub use column::{Argument, Column, IsUnique, Plain, PointsTo, Ref, Unique, UniqueRef};
pub use column_type::{Auto, AutoV4, ColumnType, DbEnum, Unstorable};
pub use convert::StoredFrom;
pub use crud::{Crud, SoftDelete, UniqueBy, Upsert};
pub use cursor::Cursor;
pub use db::{Builder, Db};
pub use error::{Error, ErrorKind, Result};
pub use executor::{Executor, Handle};
pub use filter::{Filter, IntoFilter, IntoScalar, IsJson, IsText, JsonPath, Nullable};
pub use hooks::{Change, Event, Hooks};
pub use id::Id;
pub use json::Json;
pub use limits::Durability;
pub use load::{Arity, IntoLoad, IsMany, Load, LoadOne, Loads, LoadsNothing, Presence, Push};
pub use metrics::Metrics;
pub use model::{Changes, Input, IntoChanges, IntoNew, Model, New, Patches};
pub use operation::Operation;
pub use order::Order;
pub use params::{Asked, Params};
#[cfg(feature = "auth")]
pub use password::{Password, PasswordHash, PasswordPolicy};
pub use patch::Patch;
pub use query::{
    Aggregate, Aggregates, Anywhere, CursorPage, GroupFilter, GroupOrder, Groups, IntoGroupOrder,
    IntoOwned, Measured, Of, OwnerOnly, Page, Query, Scope, Select, Selection, Stream, Summable,
    View,
};
pub use relation::{Many, MaybeOne, One, Relation, ToOne};
pub use replica::{Position, Replica};
pub use row::{Row, Unreadable};
pub use schema::Schema;
pub use secret::Secret;
pub use sql::{Bind, Fragment, FromRow, Sql};
pub use step::Step;
#[cfg(feature = "tokens")]
pub use tokens::{
    Message, Session, SessionBase, SessionCreate, SessionPublic, SessionServer, SessionUpdate,
    Token, TokenKind, TokenPair, TokenPayload, TokenSecret, Tokens, TokensBuilder,
};
pub use transaction::{AsyncFunc, Tx};
pub use value::{Kind, Value};
pub use window::{IntoWindow, Window};
