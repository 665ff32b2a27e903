// Every field is a field: the attribute is for what is special about it.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field]
    pub email: String,
}

fn main() {}
