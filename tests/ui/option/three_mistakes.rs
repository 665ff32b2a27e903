// All mistakes of a struct are reported in one build, and what is right about it still works: `uses` compiles.
use fivefold::prelude::*;

#[model(tabel = "u")]
pub struct User {
    pub id: Id<User>,
    #[field(uniqe, lenn(..=3))]
    pub email: String,
    #[field(default = )]
    pub age: i32,
}

pub fn uses(create: UserCreate) -> String {
    create.email
}

fn main() {}
