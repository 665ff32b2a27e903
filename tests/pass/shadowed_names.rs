//! A module that has its own ideas of the names that the macro uses.
#![deny(missing_docs, warnings)]
#![allow(dead_code, non_snake_case, unused_imports, unused_macros)]

#[allow(missing_docs, missing_debug_implementations, clippy::all)]
mod odd {
    pub struct Option;
    pub struct Vec;
    pub struct String;
    pub struct Box;
    pub struct Result;
    pub struct Column;
    pub struct Patch;
    pub struct Query;
    pub struct Table;
    pub struct Values;
    pub fn Some() {}
    pub fn Ok() {}
    pub fn Err() {}
    pub struct None;
    pub struct Keep;
    pub struct Set;
    pub trait Clone {}
    pub trait Debug {}
    pub trait Default {}
    pub trait PartialEq {}
    pub trait From {}
    pub trait Into {}
    pub trait Model {}
    pub trait Serialize {}
    pub trait Deserialize {}
    pub trait Validate {}
    pub mod core {}
    pub mod std {}
    pub mod serde {}
    pub mod fivefold {}
}

mod models {
    use super::odd::*;

    macro_rules! unimplemented {
        () => {
            compile_error!("not this one")
        };
    }
    macro_rules! vec {
        () => {
            compile_error!("not this one")
        };
    }

    #[::fivefold::model(has_many(items: Item::OWNER_ID), derive(::core::cmp::Eq))]
    pub(crate) struct User {
        pub(crate) id: ::fivefold::Id<User>,
        #[field(unique, email, len(..=255), pattern = "@")]
        pub(crate) email: ::std::string::String,
        #[field(range(0..))]
        pub(crate) age: ::core::option::Option<i32>,
        #[field(default)]
        pub(crate) note: ::std::string::String,
        #[field(auto(update))]
        pub(crate) updated_at: ::fivefold::types::DateTime<::fivefold::types::Utc>,
        pub(crate) status: Status,
    }

    #[::fivefold::model]
    pub(crate) struct Item {
        pub(crate) id: ::fivefold::Id<Item>,
        #[field(server, default = ::fivefold::Id::now_v7())]
        pub(crate) owner_id: ::fivefold::Id<User>,
        #[field(input(mail: ::std::string::String))]
        pub(crate) email: ::std::string::String,
    }

    #[derive(
        ::core::fmt::Debug,
        ::core::clone::Clone,
        ::core::cmp::PartialEq,
        ::core::cmp::Eq,
        ::serde::Serialize,
        ::serde::Deserialize,
        ::fivefold::DbEnum,
    )]
    #[serde(crate = "::serde")]
    pub(crate) enum Status {
        Open,
    }

    #[derive(::fivefold::DbNewtype)]
    pub(crate) struct Slug(::std::string::String);
}

fn main() {
    assert_eq!(
        models::UserCreate::new("a@b.c", models::Status::Open).age,
        None
    );
    let _ = (models::Item::OWNER_ID, models::ItemCreate::new("a"));
}
