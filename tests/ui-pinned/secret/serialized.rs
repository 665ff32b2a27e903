// A secret is never serialized, so no response can hold one by mistake.
use fivefold::prelude::*;

pub fn body(token: Secret<String>) -> impl serde::Serialize {
    token
}

fn main() {}
