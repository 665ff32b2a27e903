// An index is a sorted copy of what should be nowhere else.
use fivefold::prelude::*;

#[model]
pub struct Token {
    pub id: Id<Token>,
    #[field(index)]
    pub token: Secret<String>,
}

fn main() {}
