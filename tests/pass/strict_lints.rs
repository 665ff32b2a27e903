//! Generated code is documented and gives no warning, however strict the crate is.
#![deny(missing_docs, warnings, clippy::all, clippy::pedantic)]
#![deny(
    keyword_idents,
    missing_debug_implementations,
    rust_2018_idioms,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications
)]

use fivefold::prelude::*;

/// Someone who can sign in.
#[model(has_many(items: Item::OWNER_ID), unique(full_name, is_active), index(is_active, created_at desc))]
#[derive(Debug, Clone)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// Where mail goes.
    #[field(unique, email, len(..=255))]
    pub email: String,
    /// Whether signing in is allowed.
    #[field(default = true)]
    pub is_active: bool,
    /// The name to show.
    #[field(len(..=255))]
    pub full_name: Option<String>,
    /// Never shown.
    pub token: Secret<String>,
    /// When the row was made.
    #[field(auto)]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

/// A thing that a user owns.
#[model]
#[derive(Debug, Clone)]
pub struct Item {
    /// The key.
    pub id: Id<Item>,
    /// The name.
    #[field(len(1..=255), pattern = "^[^ ]", check = not_reserved)]
    pub title: String,
    /// The price in cents.
    #[field(range(0..=1_000_000))]
    pub price: i32,
    /// The amount.
    #[field(default)]
    pub stock: Stock,
    /// The rating.
    #[field(default = Some(5))]
    pub stars: Option<i32>,
    /// Whose it is.
    #[field(server, on_delete = cascade)]
    pub owner_id: Id<User>,
}

/// A number of pieces.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, DbNewtype,
)]
pub struct Stock(i32);

fn not_reserved(title: &String) -> Result<(), fivefold::validation::ValidationError> {
    if title == "all" {
        return Err(fivefold::validation::ValidationError::new("reserved"));
    }
    Ok(())
}

fn main() {
    let item = ItemCreate::new("Book", 2).with(ItemServer {
        owner_id: Id::now_v7(),
    });
    println!("{item:?}");
}
