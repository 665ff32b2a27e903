// Two letters that were swapped are one slip, not two.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(hiden, idnex)]
    pub email: String,
}

fn main() {}
