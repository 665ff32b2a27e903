// An address is text.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(email)]
    pub subscribed: bool,
}

fn main() {}
