//! [`Json`]: any serde type in one column, as JSON.

mod inspect;

use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::column_type::{ColumnType, MAX_VALUE_BYTES, Unstorable};
use crate::row::{Row, Unreadable};
use crate::value::{Kind, Value};
use inspect::{Refused, inspect};

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

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> ColumnType for Json<T> {
    type Repr = Self;
    const KIND: Kind = Kind::Json;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        inspect(&self.0).map_err(unstorable)?;
        let text = serde_json::to_string(&self.0).map_err(|_| unstorable(Refused::Other))?;
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

fn unstorable(refused: Refused) -> Unstorable {
    match refused {
        Refused::Float => {
            Unstorable::new("finite", "holds a number that is not finite; JSON has none")
        }
        Refused::Nul => Unstorable::new("nul", "holds the character U+0000; remove it"),
        Refused::Depth => Unstorable::new("depth", "is nested deeper than 64 levels; flatten it"),
        Refused::Other => Unstorable::new(
            "json",
            "cannot be written as JSON; map keys must be strings",
        ),
    }
}
