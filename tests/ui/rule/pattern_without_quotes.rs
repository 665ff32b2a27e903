// A regular expression is text.
use fivefold::prelude::*;

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(pattern = SLUG)]
    pub slug: String,
}

fn main() {}
