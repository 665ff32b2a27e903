//! Input under another name and of another type is converted to the stored type through `From`.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A password as clients send it.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Plain(String);

/// Its stored form: a column type of the application.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbNewtype)]
pub struct Digest(String);

impl From<Plain> for Digest {
    fn from(plain: Plain) -> Self {
        Self(plain.0.chars().rev().collect())
    }
}

/// A row.
#[model]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// Under another name and as another type.
    #[field(hidden, input(password: Plain))]
    pub digest: Digest,
    /// Under the same name, as another type, with rules for what is sent.
    #[field(input(mail: String, email, len(..=80)))]
    pub mail: Secret<String>,
}

fn main() {
    let create: UserCreate =
        serde_json::from_str(r#"{"password": "abc", "mail": "a@b.c"}"#).unwrap();
    assert_eq!(create, UserCreate::new(Plain("abc".into()), "a@b.c"));
    let update: UserUpdate = serde_json::from_str(r#"{"password": "abc"}"#).unwrap();
    assert_eq!(update.password, Set(Plain("abc".into())));
}
