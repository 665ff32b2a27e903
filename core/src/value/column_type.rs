//! [`ColumnType`]: the types that can be stored in a column.

use std::borrow::Cow;

use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// A type that can be stored in one column.
///
/// Implemented for `bool`, `i16`, `i32`, `i64`, `u8`, `u32`, `f32`, `f64`, `String`, `Vec<u8>`,
/// [`Uuid`](crate::types::Uuid), [`Id`](crate::Id), [`DateTime<Utc>`](crate::types::DateTime),
/// [`NaiveDate`](crate::types::NaiveDate), [`NaiveTime`](crate::types::NaiveTime),
/// [`Json<T>`](crate::Json), [`Secret<T>`](crate::Secret), `Decimal` (feature `decimal`) and
/// `Option` of each. Derive [`DbEnum`](macro@crate::DbEnum) or
/// [`DbNewtype`](macro@crate::DbNewtype) for your own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    label = "no column type for `{Self}`",
    note = "another row is stored by its key, `Id<Parent>`; the rows that point to this one are a relation, `#[model(has_many(items: Item::OWNER_ID))]`",
    note = "to store any other `serde` type as JSON, write `Json<{Self}>`; for an enum or a newtype, derive `DbEnum` or `DbNewtype`",
    note = "integers are `i16`, `i32`, `i64`, `u8` and `u32`; instants are `DateTime<Utc>`"
)]
pub trait ColumnType: Sized + Send + Sync + 'static {
    /// The type that rules such as `len` are applied to: for `Option<T>` and newtypes that of the
    /// inner type.
    type Repr: 'static;

    /// The operations on the values besides reading and writing them: [`class::Plain`] for a
    /// type of the application, or the class of the type that it wraps.
    ///
    /// [`class::Plain`]: crate::types::class::Plain
    type Class: 'static;

    /// The kind of the column.
    const KIND: Kind;

    /// True for `Option<T>`.
    const NULLABLE: bool = false;

    /// The texts that the column can hold, for an enum; otherwise empty.
    const NAMES: &'static [&'static str] = &[];

    /// The least integer of the type, where the column could hold less. It becomes a CHECK.
    const LEAST: Option<i64> = None;

    /// The greatest integer of the type, where the column could hold more. It becomes a CHECK.
    const GREATEST: Option<i64> = None;

    /// True for an [`Id`](crate::Id), which is a primary key or a foreign key.
    #[doc(hidden)]
    const IS_ID: bool = false;

    /// True where [`Self::read`] succeeds for every value of a column of this kind, with NULL as
    /// [`Self::NULLABLE`] says. A write whose returned row is always readable needs no transaction
    /// to undo it.
    #[doc(hidden)]
    const ALWAYS_READABLE: bool = false;

    /// Returns the value that rules are applied to; none for a null.
    fn repr(&self) -> Option<&Self::Repr>;

    /// Returns the value to store, truncated to the precision of every database (instants to
    /// microseconds).
    ///
    /// # Errors
    ///
    /// [`Unstorable`] for a value that some database would not return unchanged: U+0000 in text, a
    /// float that is not finite, an instant outside the years 1 to 9999.
    fn into_value(self) -> Result<Value, Unstorable>;

    /// Reads the column at position `at`; none for a null.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when the column holds something else.
    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable>;
}

/// The reason why a value cannot be stored: a stable code and a sentence, never the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unstorable {
    code: &'static str,
    message: Cow<'static, str>,
}

impl Unstorable {
    /// Returns a reason: a stable code for programs, such as `nul`, and the rest of the sentence
    /// "`User.email` …".
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

/// The most bytes of one value: 16 MiB, the smallest default of the databases for one packet
/// (MariaDB, `max_allowed_packet`).
pub(crate) const MAX_VALUE_BYTES: usize = 16 * 1024 * 1024;

/// A type whose value the SDK or the database generates.
#[diagnostic::on_unimplemented(
    message = "the server cannot generate a `{Self}`",
    label = "`auto` needs an `Id`, `Uuid`, integer key or timestamp",
    note = "to let server code pass the value in, use `#[field(server)]`; for a fixed value, use `#[field(default = ...)]`"
)]
pub trait Auto: ColumnType {
    /// Returns a new value; none where the database generates it. `now` is the same for all fields
    /// of a row.
    #[doc(hidden)]
    fn generate(now: chrono::DateTime<chrono::Utc>) -> Option<Self>;
}

/// A type that `auto(v4)` can generate.
#[diagnostic::on_unimplemented(
    message = "`auto(v4)` cannot generate a `{Self}`",
    label = "`v4` and `v7` are kinds of UUID",
    note = "use it on an `Id<..>` or a `Uuid`"
)]
pub trait AutoV4: ColumnType {
    /// Returns a new random value.
    #[doc(hidden)]
    fn generate_v4() -> Self;
}
