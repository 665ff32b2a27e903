// It becomes a field of the Create struct, so it is written as a name.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input("mail"))]
    pub email: String,
}

fn main() {}
