// What clients send is read from a body.
use fivefold::prelude::*;

pub struct Words(String);

impl From<Words> for String {
    fn from(words: Words) -> Self {
        words.0
    }
}

#[model]
pub struct Note {
    pub id: Id<Note>,
    #[field(input(words: Words))]
    pub text: String,
}

fn main() {}
