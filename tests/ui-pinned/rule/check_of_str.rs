// A check takes a reference to the field's own type.
use fivefold::prelude::*;

pub fn is_slug(_: &str) -> Result<(), fivefold::validation::ValidationError> {
    Ok(())
}

#[model]
pub struct Tag {
    pub id: Id<Tag>,
    #[field(check = is_slug)]
    pub slug: String,
}

fn main() {}
