// A patch is no `Option`: `Keep` is not null.
use fivefold::prelude::*;

pub fn uses(name: Patch<String>) -> Option<String> {
    name
}

fn main() {}
