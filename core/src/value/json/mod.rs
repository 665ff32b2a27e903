//! [`Json`]: any serde type in one column, as JSON.

pub(crate) mod inspect;

use std::io;
use std::io::Write;
use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::ser::{CompactFormatter, Formatter};

use crate::value::class;
use crate::value::column_type::{ColumnType, MAX_VALUE_BYTES, Unstorable};
use crate::value::json::inspect::{Refused, inspect};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// Any `serde` type, stored in one column as JSON. In a request or response it is the plain `T`.
///
/// ```
/// # use fivefold::prelude::*;
/// use std::collections::BTreeMap;
///
/// #[model]
/// #[derive(Debug)]
/// pub struct Package {
///     pub id: Id<Package>,
///     pub features: Json<BTreeMap<String, Vec<String>>>,
///     pub links: Option<Json<Vec<String>>>,
/// }
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// Returns the content.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// A type that is stored as JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as JSON",
    label = "lacks `Serialize` or `Deserialize`",
    note = "put `#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]` on `{Self}`, and on the types of its fields"
)]
pub trait JsonContent: Serialize + DeserializeOwned + Send + Sync + 'static {}

// The compiler reports the lack of any of these traits as that of `JsonContent`, which is one error.
#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> JsonContent for T {}

impl<T: JsonContent> ColumnType for Json<T> {
    type Repr = Self;
    type Class = class::Document;
    const KIND: Kind = Kind::Json;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        inspect(&self.0).map_err(unstorable)?;
        let mut text = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut text, Exact);
        self.0
            .serialize(&mut serializer)
            .map_err(|_| unstorable(Refused::Other))?;
        let text = String::from_utf8(text).map_err(|_| unstorable(Refused::Other))?;
        if text.len() > MAX_VALUE_BYTES {
            return Err(Unstorable::new(
                "size",
                "is longer than 16 MiB as JSON; store it elsewhere and keep a reference",
            ));
        }
        Ok(Value::Json(text))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.json(at)?
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| Unreadable::expected("JSON that fits the field's type"))
    }
}

/// Writes floats so that PostgreSQL's `jsonb`, which holds exact decimals, returns them unchanged:
/// it has no negative zero, and turns `1e16` into a whole number, which would be read as another
/// kind of number.
struct Exact;

/// From this number on, floats would be written with an exponent.
const LARGE: f64 = 1e16;

impl Formatter for Exact {
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        if f64::from(value).abs() >= LARGE {
            return write!(writer, "{value}.0");
        }
        CompactFormatter.write_f32(writer, value + 0.0)
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        if value.abs() >= LARGE {
            return write!(writer, "{value}.0");
        }
        CompactFormatter.write_f64(writer, value + 0.0)
    }
}

fn unstorable(refused: Refused) -> Unstorable {
    match refused {
        Refused::Float => {
            Unstorable::new("finite", "holds a number that is not finite; JSON has none")
        }
        Refused::Nul => Unstorable::new("nul", "holds the character U+0000; remove it"),
        Refused::Depth => Unstorable::new("depth", "is nested deeper than 31 levels; flatten it"),
        Refused::Other => Unstorable::new(
            "json",
            "cannot be written as JSON; map keys must be strings",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_written_as_an_exact_decimal_would_write_them() {
        for (value, text) in [
            (1e16, "10000000000000000.0"),
            (-1e21, "-1000000000000000000000.0"),
            (1e15, "1000000000000000.0"),
            (-0.0, "0.0"),
            (5e-324, "5e-324"),
            (1.5, "1.5"),
        ] {
            assert!(
                matches!(Json(value).into_value(), Ok(Value::Json(found)) if found == text),
                "{value}"
            );
        }
        let max = Json(f64::MAX).into_value();
        assert!(
            matches!(max, Ok(Value::Json(text)) if serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|read| read == serde_json::json!(f64::MAX)))
        );
        assert!(
            matches!(Json(1e17_f32).into_value(), Ok(Value::Json(text)) if text == "100000000000000000.0")
        );
    }
}
