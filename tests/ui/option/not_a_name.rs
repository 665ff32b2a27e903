// An option starts with its name; a value alone does not say what it is for.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field("unique")]
    pub email: String,
}

fn main() {}
