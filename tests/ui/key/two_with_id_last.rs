// The same mistake, with the field called `id` as the second field.
use fivefold::prelude::*;

#[model]
pub struct User {
    #[field(id)]
    pub email: String,
    pub id: Id<User>,
}

fn main() {}
