//! Without the prelude of Rust nothing that the macro makes goes missing.
#![deny(missing_docs, warnings)]
#![no_implicit_prelude]

/// A row.
#[::fivefold::model(has_many(items: Item::OWNER_ID))]
#[derive(::std::fmt::Debug)]
pub struct User {
    /// The key.
    pub id: ::fivefold::Id<User>,
    /// Where mail goes.
    #[field(unique, email, len(..=255))]
    pub email: ::std::string::String,
    /// The age.
    #[field(range(0..=150))]
    pub age: ::std::option::Option<i32>,
    /// The state.
    #[field(default = Status::Open)]
    pub status: Status,
}

/// A row.
#[::fivefold::model]
#[derive(::std::fmt::Debug)]
pub struct Item {
    /// The key.
    pub id: ::fivefold::Id<Item>,
    /// Whose it is.
    #[field(server)]
    pub owner_id: ::fivefold::Id<User>,
}

/// A state.
#[derive(
    ::std::fmt::Debug,
    ::std::clone::Clone,
    ::std::cmp::PartialEq,
    ::serde::Serialize,
    ::serde::Deserialize,
    ::fivefold::DbEnum,
)]
pub enum Status {
    /// It is.
    Open,
}

/// A name for a URL.
#[derive(::fivefold::DbNewtype)]
pub struct Slug(::std::string::String);

fn main() {
    ::std::assert_eq!(UserCreate::new("a@b.c").age, ::std::option::Option::None);
}
