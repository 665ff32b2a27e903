// `default` and `Default` differ: a required field has no default, so `Default` is derived for one companion by name.
use fivefold::prelude::*;

#[model(derive(Default))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
