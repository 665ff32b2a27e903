// Which function?
use fivefold::prelude::*;

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(check)]
    pub slug: String,
}

fn main() {}
