//! What generated code names. Not part of the public interface: it may change in any release.

#[cfg(feature = "auth")]
pub use crate::auth::account::{login, password_hash};
#[cfg(feature = "auth")]
pub use crate::auth::email::canonical_email;
#[cfg(feature = "auth")]
pub use crate::auth::token_binding::Stamp;
pub use crate::exec::loaded_rows::Found;
pub use crate::model::checks::{Checks, Pattern};
pub use crate::model::hooks::{HookTable, hooks};
pub use crate::model::points_to::points_to;
pub use crate::model::reader::Reader;
pub use crate::model::write::{Sets, Values};
pub use crate::query::children::{children_of, parent_of, related_to};
pub use crate::query::view::{ViewReader, Viewed, every_column, position, whole};
pub use crate::schema::parent;
pub use crate::table::Table;
pub use crate::table::access::{Access, Parent, column, generated, generated_v4};
pub use crate::table::column::{ColumnDef, Number, OnDelete, Rule};
pub use crate::value::types::text::{enum_value, read_enum};
pub use fivefold_macros::__Model;
pub use serde;
pub use validator::{Validate, ValidationError, ValidationErrors};
