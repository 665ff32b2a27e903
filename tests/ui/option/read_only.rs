// Who writes what clients only read is said by `server`.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(read_only)]
    pub plan: String,
}

fn main() {}
