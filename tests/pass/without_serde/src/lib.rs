//! An application whose only dependency is fivefold: the generated code names no other crate.

use fivefold::prelude::*;

/// Someone who can sign in.
#[model(has_many(items: Item::OWNER_ID), unique(name, nick))]
#[serde(rename_all = "camelCase")]
#[derive(Debug, Clone)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// Where mail goes.
    #[field(unique, email, len(..=255))]
    pub email: String,
    /// The name.
    #[field(default = "nobody", pattern = "^[a-z]+$")]
    pub name: String,
    /// The name among friends.
    #[serde(rename = "nickname")]
    pub nick: Option<String>,
    /// Never shown.
    #[field(input(code: String, len(4..)))]
    pub secret: Secret<String>,
    /// Anything.
    pub tags: Json<Vec<String>>,
    /// When it was last changed.
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

/// A thing that a user owns.
#[model(unknown = ignore)]
#[derive(Debug, Clone)]
pub struct Item {
    /// The key.
    pub id: Id<Item>,
    /// The price.
    #[field(range(0..=100))]
    pub price: i32,
    /// Whose it is.
    #[field(server, on_delete = cascade)]
    pub owner_id: Id<User>,
}
