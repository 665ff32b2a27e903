// The name that a column had before is said by `was`.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(renamed_from = "mail")]
    pub email: String,
}

fn main() {}
