//! Table and columns are short enough, and the names of the constraints made of them are not.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row of a table that may exist already, with columns that have their names.
#[model(
    table = "a_table_with_a_name_of_moderate_length",
    unique(name_of_the_first_one, name_of_the_second_one, name_of_the_third_one)
)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// The first.
    #[field(len(..=10))]
    pub name_of_the_first_one: String,
    /// The second.
    #[field(unique = "second", len(..=10))]
    pub name_of_the_second_one: String,
    /// The third.
    #[field(index = "third")]
    pub name_of_the_third_one: String,
}

fn main() {}
