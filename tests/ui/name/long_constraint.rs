// Table and column are short enough, and the name of the constraint made of both is not.
use fivefold::prelude::*;

#[model(table = "a_table_with_a_name_of_moderate_length")]
pub struct User {
    pub id: Id<User>,
    #[field(len(..=10))]
    pub a_column_of_moderate_length: String,
}

fn main() {}
