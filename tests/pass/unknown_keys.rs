//! Unknown keys in a body are refused, unless the model says otherwise.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row that refuses them.
#[model]
#[derive(Debug)]
pub struct Strict {
    /// The key.
    pub id: Id<Strict>,
    /// The name.
    pub name: String,
}

/// A row that drops them.
#[model(unknown = ignore)]
#[derive(Debug)]
pub struct Lax {
    /// The key.
    pub id: Id<Lax>,
    /// The name.
    pub name: String,
}

fn main() {
    let body = r#"{"name": "a", "is_admin": true}"#;
    assert!(
        serde_json::from_str::<StrictCreate>(body)
            .unwrap_err()
            .to_string()
            .contains("`is_admin`")
    );
    assert!(serde_json::from_str::<StrictUpdate>(body).is_err());
    assert_eq!(
        serde_json::from_str::<LaxCreate>(body).unwrap(),
        LaxCreate::new("a")
    );
    assert_eq!(
        serde_json::from_str::<LaxUpdate>(body).unwrap(),
        LaxUpdate {
            name: Set("a".into())
        }
    );
}
