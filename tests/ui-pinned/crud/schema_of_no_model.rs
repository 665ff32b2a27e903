// A schema is a list of models.
use fivefold::prelude::*;

pub struct Settings;

pub fn uses() -> fivefold::Schema {
    schema![Settings]
}

fn main() {}
