// Inside of `input` stand the rules for what is sent; what is stored is described outside.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input(mail: String, unique))]
    pub email: String,
}

fn main() {}
