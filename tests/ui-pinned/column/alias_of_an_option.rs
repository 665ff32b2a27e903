// Whether a field can be left out is read from its words, and an alias has none of them.
use fivefold::prelude::*;

type Maybe = Option<String>;

#[model]
pub struct User {
    pub id: Id<User>,
    pub nickname: Maybe,
}

fn main() {}
