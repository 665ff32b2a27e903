//! The derives for types of columns and for views.

pub(crate) mod case;
mod crate_path;
pub(crate) mod db_enum;
pub(crate) mod db_newtype;
mod variant_text;
pub(crate) mod view;
