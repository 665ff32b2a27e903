// The database would refuse every delete of a parent: the column cannot take the null.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server, on_delete = set_null)]
    pub owner_id: Id<User>,
}

fn main() {}
