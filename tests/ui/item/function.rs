// Only a struct says which columns there are.
use fivefold::prelude::*;

#[model]
pub fn user() {}

fn main() {}
