// Nothing points anywhere here, so nothing happens when something is deleted there.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(on_delete = cascade)]
    pub email: String,
}

fn main() {}
