//! The items that generated code uses. Not part of the public interface: it may change in any
//! release.

pub use fivefold_macros::__Model;
pub use serde;

#[cfg(feature = "auth")]
pub use crate::auth::account::{Account, login, password_hash};
#[cfg(feature = "auth")]
pub use crate::auth::token_binding::TokenBinding;
pub use crate::column::{Column, Hidden, Plain, Ref, Unique, UniqueRef};
pub use crate::crud::NotScoped;
pub use crate::crud::{Changes, Input, IntoChanges, IntoNew, New, Patches};
pub use crate::exec::loaded_rows::LoadedRows;
pub use crate::model::canonical::EMAIL;
#[cfg(feature = "auth")]
pub use crate::model::canonical::LOGIN;
pub use crate::model::checks::{Checks, Pattern, Range, range};
pub use crate::model::field_traits::{
    Held, IfNull, IfReported, IfSuits, Input as InputType, Otherwise, Probe, Sent, Serialized,
    Shown, require,
};
pub use crate::model::hooks::{HasHooks, HookTable, hooks};
pub use crate::model::one_owner::{assert_one_owner, assert_owners};
pub use crate::model::owners::Owners;
pub use crate::model::points_to::{AnyType, KeysOf, points_to};
pub use crate::model::reader::Reader;
pub use crate::model::write::{Assignments, NewRow};
pub use crate::query::children::{children_of, parent_of, related_to};
pub use crate::query::view::{ViewReader, Viewed, every_column, position, whole};
pub use crate::query::{FromOwner, IntoScopedNew, OwnedBy, WritesTo};
pub use crate::relation::{Many, MaybeOne, One, Relation};
pub use crate::schema::{Schema, parent};
pub use crate::table::access::{Access, column, generated, generated_v4};
pub use crate::table::column::{ColumnDef, Number, OnDelete, Parent, Rule};
pub use crate::table::foreign_keys::{ForeignKeys, KeyTo};
pub use crate::table::{NamedGroup, Table};
pub use crate::types::{ColumnType, Kind, Row, StoredFrom, Unreadable, Unstorable, Value, class};
pub use crate::validation::{Validate, ValidationError, ValidationErrors};
pub use crate::value::types::text::{enum_value, read_enum};
pub use crate::{DbEnum, Id, Model, Patch, Query, Result, SoftDelete, View};
#[cfg(feature = "auth")]
pub use crate::{Password, PasswordHash};
