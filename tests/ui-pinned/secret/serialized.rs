// A secret has no `Serialize`, so no response can hold one by mistake.
use fivefold::prelude::*;

pub fn body(token: Secret<String>) -> impl serde::Serialize {
    token
}

fn main() {}
