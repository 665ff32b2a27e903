// A public face of one's own cannot hold a secret either.
use fivefold::prelude::*;

#[derive(serde::Serialize)]
pub struct HookPage {
    pub url: String,
    pub token: Secret<String>,
}

fn main() {}
