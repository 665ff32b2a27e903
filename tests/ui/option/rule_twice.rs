// Two lengths cannot both be meant.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(1..), len(..=255))]
    pub email: String,
}

fn main() {}
