// There is no text that the server could make up.
use fivefold::prelude::*;

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(auto)]
    pub slug: String,
}

fn main() {}
