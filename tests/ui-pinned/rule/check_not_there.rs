// The function is looked up by the compiler, where the path is written.
use fivefold::prelude::*;

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(check = is_slug)]
    pub slug: String,
}

fn main() {}
