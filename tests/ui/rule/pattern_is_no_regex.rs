// A pattern that cannot be read would refuse every request, and only in production.
use fivefold::prelude::*;

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(pattern = "[a-z")]
    pub slug: String,
}

fn main() {}
