// `expose` is the one way to the value, so that every use can be found.
use fivefold::prelude::*;

pub fn uses(token: &Secret<String>) -> usize {
    token.len()
}

fn main() {}
