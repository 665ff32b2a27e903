// A regex that is never compiled would refuse every text.
use fivefold::prelude::*;

#[model]
pub struct Page {
    pub id: Id<Page>,
    #[field(pattern = "(?:(?:(?:a{1000}){1000}){1000}){1000}")]
    pub slug: String,
}

fn main() {}
