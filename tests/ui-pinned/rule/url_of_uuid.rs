// An address is text.
use fivefold::prelude::*;

#[model]
pub struct Page {
    pub id: Id<Page>,
    #[field(url)]
    pub link: Uuid,
}

fn main() {}
