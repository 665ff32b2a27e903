// A secret has no `Display`, so no message can hold one by mistake.
use fivefold::prelude::*;

pub fn uses(token: &Secret<String>) -> String {
    format!("token: {token}")
}

fn main() {}
