//! [`Json`]: any serde type in one column, as JSON.

use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::column_type::{ColumnType, MAX_VALUE_BYTES, Unstorable};
use crate::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// The deepest nesting of arrays and objects that is stored. The databases' own limits differ; 64 is below all of them.
const MAX_DEPTH: usize = 64;

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
        let text = serde_json::to_string(&self.0).map_err(|_| {
            Unstorable::new(
                "json",
                "cannot be written as JSON; map keys must be strings",
            )
        })?;
        if text.len() > MAX_VALUE_BYTES {
            return Err(Unstorable::new(
                "size",
                "is longer than 16 MiB as JSON; store it elsewhere and keep a reference",
            ));
        }
        if depth(&text) > MAX_DEPTH {
            return Err(Unstorable::new(
                "depth",
                "is nested deeper than 64 levels; flatten it",
            ));
        }
        // PostgreSQL's jsonb refuses U+0000 also when it is escaped.
        if has_escaped_nul(&text) {
            return Err(Unstorable::new(
                "nul",
                "holds the character U+0000; remove it",
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

/// Counts how deep arrays and objects nest in well-formed JSON.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Finds `\u0000` that is not itself escaped, in well-formed JSON.
fn has_escaped_nul(text: &str) -> bool {
    text.match_indices("\\u0000").any(|(at, _)| {
        text.as_bytes()
            .iter()
            .take(at)
            .rev()
            .take_while(|byte| **byte == b'\\')
            .count()
            % 2
            == 0
    })
}

#[cfg(test)]
mod tests {
    use super::{Json, depth, has_escaped_nul};
    use crate::column_type::ColumnType;

    #[test]
    fn depth_counts_brackets_outside_of_strings_only() {
        for (text, expected) in [
            ("1", 0),
            ("[]", 1),
            (r#"{"a":[{}]}"#, 3),
            (r#""[[[""#, 0),
            (r#"["\"[[", []]"#, 2),
            ("[[],[]]", 2),
        ] {
            assert_eq!(depth(text), expected, "{text}");
        }
    }

    #[test]
    fn json_nested_deeper_than_the_limit_is_refused() {
        let nested = |levels: usize| {
            (0..levels).fold(serde_json::Value::Null, |inner, _| {
                serde_json::Value::Array(vec![inner])
            })
        };
        assert!(Json(nested(64)).into_value().is_ok());
        assert!(Json(nested(65)).into_value().is_err());
    }

    #[test]
    fn an_escaped_nul_is_found_and_an_escaped_backslash_before_it_is_not_one() {
        assert!(has_escaped_nul(r#""a\u0000b""#));
        assert!(has_escaped_nul(r#""\\\u0000""#));
        assert!(!has_escaped_nul(r#""\\u0000""#));
        assert!(Json(String::from("a\u{0}")).into_value().is_err());
        assert!(Json(String::from("\\u0000")).into_value().is_ok());
    }
}
