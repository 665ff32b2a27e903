//! A view of the application's own says what it is read from.
use fivefold::prelude::*;

#[derive(View)]
pub struct Card {
    pub email: String,
}

fn main() {}
