// The user stopped typing behind `=`; the crate is looked for under its own name meanwhile.
use fivefold::prelude::*;

#[model(crate = )]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
