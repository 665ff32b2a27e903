#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The layers, from the bottom to the top: a module imports only modules above it in this list.
mod value;

mod table;

mod crypto;
mod error;

mod stmt;

mod sql;

mod driver;

mod password;

pub mod db;

mod model;

mod exec;

pub mod query;

pub mod crud;
pub mod params;
pub mod raw_sql;
mod schema;

#[cfg(feature = "auth")]
pub mod auth;
#[cfg(feature = "testing")]
pub mod testing;

pub mod guide;
pub mod prelude;

#[doc(hidden)]
pub mod __private;

#[cfg(feature = "auth")]
pub use crate::auth::sign_in::SignIn;
#[cfg(feature = "tokens")]
pub use crate::auth::tokens;
pub use crate::crud::Crud;
pub use crate::db::Db;
pub use crate::db::event::{Change, Event};
pub use crate::db::executor::Executor;
pub use crate::db::transaction::Tx;
pub use crate::error::kind::ErrorKind;
pub use crate::error::{Error, Result};
pub use crate::model::Model;
pub use crate::model::hooks::Hooks;
pub use crate::model::soft_delete::SoftDelete;
#[cfg(feature = "auth")]
pub use crate::password::{plain::Password, stored::PasswordHash};
pub use crate::query::Query;
pub use crate::query::view::View;
pub use crate::raw_sql::RawSql;
pub use crate::schema::Schema;
pub use crate::value::id::Id;
pub use crate::value::json::Json;
pub use crate::value::patch::Patch;
pub use crate::value::secret::Secret;
pub use crate::value::types::text::DbEnum;
pub use fivefold_macros::{DbEnum, DbNewtype, View, model};

/// Columns as typed constants, such as `User::EMAIL`, and the values that they are compared with.
///
/// The conditions and orders that a column makes are [`query::Filter`] and
/// [`query::Order`].
pub mod column {
    pub use crate::model::argument::{Argument, KeyOf};
    pub use crate::model::column::{
        Column, Hidden, IsUnique, Plain, PointsTo, Ref, Unique, UniqueRef, Visible,
    };
    pub use crate::model::step::Step;
}

/// Relations between models, such as `User::ITEMS`, and loading related rows with the rows of a
/// query.
///
/// [The guide on queries](crate::guide::queries) shows both.
pub mod relation {
    pub use crate::model::cardinality::{Cardinality, IsMany, Optionality};
    pub use crate::model::relation::{Many, MaybeOne, One, Relation, ToOne};
    pub use crate::query::load::{IntoLoad, Load, LoadOne, Loads, LoadsNothing, Push};
}

/// The types that a column can have, and the traits to store a type of the application.
pub mod types {
    pub use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
    #[cfg(feature = "decimal")]
    pub use rust_decimal::Decimal;
    pub use uuid::Uuid;

    pub use crate::value::column_type::{Auto, AutoV4, ColumnType, Unstorable};
    pub use crate::value::convert::StoredFrom;
    pub use crate::value::json::JsonContent;
    pub use crate::value::row::{Row, Unreadable};
    pub use crate::value::{Kind, Value};

    /// The classes of column types: what can be done with their values besides reading and writing
    /// them.
    pub mod class {
        pub use crate::value::class::{
            Binary, Comparable, Confidential, Document, NotNull, NotSecret, OrNull, Plain,
            QueryStringFilter, QueryStringSort, Sortable,
        };
    }
}

/// Validation of the input of API callers: the trait of the generated `…Create` and `…Update`
/// structs, and its errors by field.
pub mod validation {
    pub use validator::{Validate, ValidationError, ValidationErrors};

    pub use crate::error::field_errors::FieldErrors;
}
