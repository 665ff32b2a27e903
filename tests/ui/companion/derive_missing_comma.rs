// Two derives without a comma between them.
use fivefold::prelude::*;

#[model(derive(Eq Hash))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
