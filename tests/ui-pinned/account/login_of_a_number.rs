// Under an alias the macro does not see that it is no text.
use fivefold::prelude::*;

type Number = i64;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login)]
    pub number: Number,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

fn main() {}
