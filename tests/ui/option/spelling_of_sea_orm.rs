// People bring the spelling of SeaORM along: here the type says whether a column can be null.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(nullable)]
    pub email: String,
}

fn main() {}
