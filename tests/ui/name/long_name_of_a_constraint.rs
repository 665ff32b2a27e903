// A name that is given is kept, so it has to fit; one that is composed is shortened.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique = "a_name_of_a_constraint_that_is_longer_than_sixty_three_bytes_in_all")]
    pub email: String,
}

fn main() {}
