// A default for an `Option` says that it is one.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(default = "Ann")]
    pub nick: Option<String>,
}

fn main() {}
