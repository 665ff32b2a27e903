// An index is a sorted copy of what should be nowhere else.
use fivefold::prelude::*;

#[model(unique(name, token))]
pub struct Token {
    pub id: Id<Token>,
    pub name: String,
    pub token: Secret<String>,
}

fn main() {}
