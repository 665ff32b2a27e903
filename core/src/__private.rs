//! What generated code names. Not part of the public interface: it may change in any release.

pub use fivefold_macros::__Model;
pub use serde;
pub use validator::{Validate, ValidationError, ValidationErrors};

pub use crate::access::{Access, Parent, column, generated, generated_v4, points_to};
#[cfg(feature = "auth")]
pub use crate::auth::{Stamp, canonical_email, login, password_hash};
pub use crate::checks::{Checks, Pattern};
pub use crate::column_type::{enum_value, read_enum};
pub use crate::hooks::{HookTable, hooks};
pub use crate::load::Found;
pub use crate::query::{
    ViewReader, Viewed, children_of, every_column, parent_of, position, related_to, whole,
};
pub use crate::row::Reader;
pub use crate::schema::parent;
pub use crate::table::{ColumnDef, Number, OnDelete, Rule, Table};
pub use crate::write::{Sets, Values};
