// SQLite and MySQL do not tell capitals from small letters in names.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    #[field(column = "Name")]
    pub full_name: String,
}

fn main() {}
