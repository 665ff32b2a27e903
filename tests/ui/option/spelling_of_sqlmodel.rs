// People bring the spelling of SQLModel along; the message has their own bound in ours.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(max_length = 255)]
    pub email: String,
}

fn main() {}
