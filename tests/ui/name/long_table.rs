// PostgreSQL cuts a long name short, and two that were different can become one.
use fivefold::prelude::*;

#[model(table = "a_table_name_that_is_much_longer_than_what_postgresql_can_possibly_keep")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
