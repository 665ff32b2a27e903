// Two values, so two rows: more was meant.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique)]
    pub is_active: bool,
}

fn main() {}
