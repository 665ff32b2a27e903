// People bring the spelling of pydantic along; the message has their own bound in ours.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(ge = 18)]
    pub age: i32,
}

fn main() {}
