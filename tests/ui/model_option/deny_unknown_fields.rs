// Unknown keys are refused without being told to.
use fivefold::prelude::*;

#[model(deny_unknown_fields)]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
