// The user stopped typing in the middle of a path.
use fivefold::prelude::*;

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(check = rules::)]
    pub slug: String,
}

fn main() {}
