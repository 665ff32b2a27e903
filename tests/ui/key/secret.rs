// Keys are shown, compared and logged, and a secret is none of these.
use fivefold::prelude::*;

#[model]
pub struct Token {
    #[field(id)]
    pub token: Secret<String>,
}

fn main() {}
