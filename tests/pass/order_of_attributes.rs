//! `#[model]` between derives, behind `cfg_attr`, and with attributes that it does not know.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row with a derive on either side.
#[derive(Debug)]
#[model(table = "between")]
#[derive(Clone)]
#[must_use]
#[non_exhaustive]
pub struct Between {
    /// The key.
    pub id: Id<Between>,
    /// Text.
    #[field(len(..=3))]
    #[doc(hidden)]
    pub text: String,
}

/// A row that is a model under a condition.
#[cfg_attr(all(), model(table = "conditional"))]
#[derive(Debug, Clone)]
#[repr(C)]
pub struct Conditional {
    /// The key.
    pub id: Id<Conditional>,
    /** Text. */
    #[cfg_attr(all(), field(len(..=3)), serde(rename = "words"))]
    pub text: String,
}

fn main() {
    assert_eq!(BetweenCreate::new("a").text, "a");
    let create: ConditionalCreate = serde_json::from_str(r#"{"words": "a"}"#).unwrap();
    assert_eq!(create, ConditionalCreate::new("a"));
}
