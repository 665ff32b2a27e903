// Whether clients see a field is said by `hidden`.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(skip)]
    pub note: String,
}

fn main() {}
