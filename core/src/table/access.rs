//! [`Access`]: everything that generated code needs of a column's type, required by one bound, so
//! that a type without it is one mistake with one message.

use chrono::{DateTime, Utc};

use crate::table::canonical::Canonical;
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::column_type::{Auto, AutoV4, ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};

/// One column of a model: its description, and the conversions of its values.
#[derive(Debug)]
pub struct Access<T> {
    def: ColumnDef,
    /// The name under which clients send the value.
    pub(crate) sent: &'static str,
    pub(crate) read: fn(&dyn Row, usize) -> Result<Option<T>, Unreadable>,
    pub(crate) store: fn(T) -> Result<Value, Unstorable>,
    pub(crate) generate: Option<fn(DateTime<Utc>) -> Option<T>>,
}

impl<T> Access<T> {
    /// Sets the name under which clients send the value instead of the field.
    #[must_use]
    pub const fn sent_as(mut self, name: &'static str) -> Self {
        self.sent = name;
        self
    }

    /// Sets the canonical form of the texts of the column.
    #[must_use]
    pub const fn canonical(mut self, canonical: &'static Canonical) -> Self {
        self.def.canonical = Some(canonical);
        self
    }

    /// Returns the description of the column, to be completed.
    #[must_use]
    pub const fn def(&self) -> ColumnDef {
        self.def
    }
}

// Functions and not methods: the compiler puts the caret on the type of an explicit `::<T>`.

/// Returns the access to a column with the name of the field.
#[must_use]
pub const fn column<T: ColumnType>(field: &'static str) -> Access<T> {
    of::<T>(ColumnDef::of::<T>(field))
}

/// Returns the access to a column with this description.
pub(crate) const fn of<T: ColumnType>(def: ColumnDef) -> Access<T> {
    Access {
        def,
        sent: def.field,
        read: T::read,
        store: T::into_value,
        generate: None,
    }
}

/// Returns the access to a column whose value is generated.
#[must_use]
pub const fn generated<T: Auto>(field: &'static str) -> Access<T> {
    Access {
        def: ColumnDef::of::<T>(field).auto(),
        sent: field,
        read: T::read,
        store: T::into_value,
        generate: Some(T::generate),
    }
}

/// Returns the access to a column whose value is a random UUID.
#[must_use]
pub const fn generated_v4<T: AutoV4>(field: &'static str) -> Access<T> {
    Access {
        def: ColumnDef::of::<T>(field).auto(),
        sent: field,
        read: T::read,
        store: T::into_value,
        generate: Some(v4::<T>),
    }
}

fn v4<T: AutoV4>(_: DateTime<Utc>) -> Option<T> {
    Some(T::generate_v4())
}
