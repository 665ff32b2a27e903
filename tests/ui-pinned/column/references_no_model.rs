// A foreign key points to a table.
use fivefold::prelude::*;

pub struct Country;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(references = Country)]
    pub country: String,
}

fn main() {}
