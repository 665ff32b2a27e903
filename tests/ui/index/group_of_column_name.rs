// Fields are named as in Rust, here as everywhere; the column's name is the database's affair.
use fivefold::prelude::*;

#[model(index(mail, name))]
pub struct User {
    pub id: Id<User>,
    #[field(column = "mail")]
    pub address: String,
    pub name: String,
}

fn main() {}
