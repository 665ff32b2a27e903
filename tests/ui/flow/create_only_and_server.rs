// `create_only` is about clients, and `server` keeps them out.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(create_only, server)]
    pub plan: String,
}

fn main() {}
