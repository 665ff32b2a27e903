// `create` is near to `crate`, and never meant as that.
use fivefold::prelude::*;

#[model(create(UserRegister: email))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

fn main() {}
