// An `Option` is judged by what is in it, and the message names just that.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(1..=3))]
    pub age: Option<i32>,
}

fn main() {}
