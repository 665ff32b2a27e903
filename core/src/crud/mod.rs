//! [`Crud`]: the operations of every model, and the types that their arguments and results have.

pub(crate) mod operations;

pub use crate::crud::operations::Crud;
pub use crate::exec::upsert::Upsert;
pub use crate::model::not_scoped::NotScoped;
pub use crate::model::unique_by::UniqueBy;
pub use crate::model::{Changes, Input, IntoChanges, IntoNew, New, Patches};
