// A row is read from the database and owns what it holds: it borrows nothing.
use fivefold::prelude::*;

#[model]
pub struct Note<'a> {
    pub id: Uuid,
    pub text: &'a str,
}

fn main() {}
