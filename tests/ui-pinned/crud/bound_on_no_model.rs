// Generic code asks for a model.
use fivefold::prelude::*;

pub struct User;

pub fn table<M: Model>() {}

pub fn uses() {
    table::<User>();
}

fn main() {}
