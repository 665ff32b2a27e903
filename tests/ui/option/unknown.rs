// Nothing near, nothing known from elsewhere: then the whole list helps.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(colour)]
    pub email: String,
}

fn main() {}
