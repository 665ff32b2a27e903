// The Rust type says how a column is stored, on every database.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(sql_type = "varchar(255)")]
    pub email: String,
}

fn main() {}
