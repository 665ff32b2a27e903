// Plain names need no care in any tool that people open the database with.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(column = "full name")]
    pub full_name: String,
}

fn main() {}
