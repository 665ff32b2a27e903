// People bring the spelling of sqlx and SeaORM along.
use fivefold::prelude::*;

#[model(table_name = "users")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
