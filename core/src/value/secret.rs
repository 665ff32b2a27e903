//! [`Secret`]: a value that is stored and never printed.

use std::fmt;

use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::class;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// A value that is stored and never printed: it is never serialized, its `Debug` prints
/// `Secret(..)`, and a field of this type is left out of `…Base` and `…Public`.
///
/// It protects the output of the application, not the database: the column holds the plain value.
///
/// ```
/// use fivefold::Secret;
///
/// let token = Secret::new(String::from("s3cret"));
/// assert_eq!(format!("{token:?}"), "Secret(..)");
/// assert_eq!(token.expose(), "s3cret");
/// ```
///
/// A row that holds one cannot be serialised:
///
/// ```compile_fail,E0277
/// # use fivefold::prelude::*;
/// #[model]
/// #[derive(serde::Serialize)]
/// pub struct Hook {
///     pub id: Id<Hook>,
///     pub token: Secret<String>,
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value. There is no other access, so that every use can be found.
    #[must_use]
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// A type whose secrets are serialized: none, so the implementation below has no use but its words.
#[diagnostic::on_unimplemented(
    message = "a secret is never serialized",
    label = "a secret",
    note = "serialize the `..Public` struct, which leaves it out; where the value itself is meant to leave, `expose` it"
)]
pub trait Disclosed {}

#[doc(hidden)]
impl<T: Disclosed> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a secret is never serialized"))
    }
}

impl<T: ColumnType> ColumnType for Secret<T> {
    type Repr = T::Repr;
    type Class = class::Confidential<T::Class>;
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = T::NULLABLE;
    const NAMES: &'static [&'static str] = T::NAMES;
    const LEAST: Option<i64> = T::LEAST;
    const GREATEST: Option<i64> = T::GREATEST;
    const ALWAYS_READABLE: bool = T::ALWAYS_READABLE;

    fn repr(&self) -> Option<&T::Repr> {
        self.0.repr()
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        self.0.into_value()
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        Ok(T::read(row, at)?.map(Self))
    }
}
