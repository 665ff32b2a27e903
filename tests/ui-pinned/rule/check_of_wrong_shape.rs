// A check looks at the value and answers with an error that says what is wrong, not with a `bool`.
use fivefold::prelude::*;

pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
}

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(check = is_slug)]
    pub slug: String,
}

fn main() {}
