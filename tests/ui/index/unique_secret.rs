// "This secret is taken" is an answer that gives the secret away.
use fivefold::prelude::*;

#[model]
pub struct Token {
    pub id: Id<Token>,
    #[field(unique)]
    pub token: Secret<String>,
}

fn main() {}
