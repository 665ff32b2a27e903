// Two fields would write one column.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    #[field(column = "name")]
    pub full_name: String,
}

fn main() {}
