// The companions are `Debug`, `Clone`, `PartialEq`, written and read, so a type of one's own must be as well.
use fivefold::prelude::*;

#[derive(DbNewtype)]
pub struct Slug(String);

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    pub slug: Slug,
}

fn main() {}
