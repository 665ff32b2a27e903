// `default` and `Default` differ: a required field has no default, so this is asked for one companion by name.
use fivefold::prelude::*;

#[model(derive(Default))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
