// A struct around one value has a derive of its own.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub struct Slug(String);

fn main() {}
