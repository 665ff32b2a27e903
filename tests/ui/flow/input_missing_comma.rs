// Without the comma the rule would be lost in silence.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input(mail: String len(..=255)))]
    pub email: String,
}

fn main() {}
