// A table needs columns, and at least the one that tells its rows apart.
use fivefold::prelude::*;

#[model]
pub struct User {}

fn main() {}
