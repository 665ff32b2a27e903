// The Create struct would have two fields of one name.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub mail: String,
    #[field(input(mail: String))]
    pub email: String,
}

fn main() {}
