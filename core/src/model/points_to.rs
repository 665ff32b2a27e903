//! The model that a foreign key points to, as data.

use std::marker::PhantomData;

use crate::model::Model;
use crate::table::column::Parent;
use crate::table::foreign_keys::ForeignKeys;
use crate::value::column_type::ColumnType;

/// Returns the model `P` as the target of a foreign key.
#[must_use]
pub const fn points_to<P: Model>() -> Parent<P> {
    Parent::new(P::table, P::TABLE_NAME, <P::Key as ColumnType>::KIND)
}

/// The foreign keys of the model `P`, as `KeysOf::<P>::FOREIGN_KEYS`: those of [`Model`], or the
/// empty ones of [`AnyType`] where `P` is no model, which [`points_to`] reports.
#[derive(Debug)]
pub struct KeysOf<P>(PhantomData<fn() -> P>);

impl<P: Model> KeysOf<P> {
    /// The foreign keys of the model.
    pub const FOREIGN_KEYS: ForeignKeys = P::FOREIGN_KEYS;
}

/// The foreign keys of a type that is no model.
pub trait AnyType {
    /// No foreign keys.
    const FOREIGN_KEYS: ForeignKeys = ForeignKeys::new("", &[]);
}

impl<P> AnyType for KeysOf<P> {}
