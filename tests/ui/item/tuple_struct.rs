// A column takes its name from a field.
use fivefold::prelude::*;

#[model]
pub struct User(Id<User>, String);

fn main() {}
