// A path is written as a path, so that the editor can follow it.
use fivefold::prelude::*;

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(check = "is_slug")]
    pub slug: String,
}

fn main() {}
