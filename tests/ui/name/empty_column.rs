// No statement could name the column.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(column = "")]
    pub email: String,
}

fn main() {}
