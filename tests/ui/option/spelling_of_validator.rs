// People bring the spelling of `validator` along; the message has their own bounds in ours.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(length(min = 1, max = 255))]
    pub email: String,
}

fn main() {}
