// A table needs columns, so a model needs fields.
use fivefold::prelude::*;

#[model]
pub struct User;

fn main() {}
