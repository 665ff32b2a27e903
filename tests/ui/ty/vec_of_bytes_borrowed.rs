// A row is read from the database and owns what it holds, also where it may be null.
use fivefold::prelude::*;

#[model]
pub struct File {
    pub id: Id<File>,
    pub content: Option<&'static [u8]>,
}

fn main() {}
