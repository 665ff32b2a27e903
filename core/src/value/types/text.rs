//! Text, and enums that are stored as text.

use crate::value::class;
use crate::value::column_type::{ColumnType, MAX_VALUE_BYTES, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

impl ColumnType for String {
    type Repr = Self;
    type Class = class::Plain;
    const KIND: Kind = Kind::Text;
    const ALWAYS_READABLE: bool = true;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        storable_text(&self)?;
        Ok(Value::Text(self))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        Ok(row.text(at)?.map(str::to_owned))
    }
}

/// Refuses U+0000, which PostgreSQL refuses and where SQLite's `length()` stops, and more bytes
/// than fit into a packet.
pub(crate) fn storable_text(text: &str) -> Result<(), Unstorable> {
    if text.len() > MAX_VALUE_BYTES {
        return Err(Unstorable::new(
            "size",
            "is longer than 16 MiB; store it elsewhere and keep a reference",
        ));
    }
    if text.as_bytes().contains(&0) {
        return Err(Unstorable::new(
            "nul",
            "holds the character U+0000; remove it",
        ));
    }
    Ok(())
}

/// An enum without data that is stored as text, under the same names that serde gives its variants.
///
/// Derive it: see [`DbEnum`](macro@crate::DbEnum).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum that can be stored as text",
    label = "put `#[derive(DbEnum)]` on `{Self}`"
)]
pub trait DbEnum: ColumnType {
    /// The text of every variant, in the order of the definition.
    const NAMES: &'static [&'static str];

    /// Returns the text of this variant.
    fn name(&self) -> &'static str;

    /// Returns the variant with this text, or none.
    fn from_name(name: &str) -> Option<Self>;
}

/// Returns the value of a variant of a `#[derive(DbEnum)]`.
#[doc(hidden)]
pub fn enum_value<E: DbEnum>(variant: &E) -> Result<Value, Unstorable> {
    Ok(Value::Text(variant.name().to_owned()))
}

/// Reads a variant of a `#[derive(DbEnum)]`.
#[doc(hidden)]
pub fn read_enum<E: DbEnum>(row: &dyn Row, at: usize) -> Result<Option<E>, Unreadable> {
    match row.text(at)? {
        None => Ok(None),
        Some(name) => E::from_name(name)
            .map(Some)
            .ok_or(Unreadable::expected("the name of a variant")),
    }
}
