// A table has one shape, so a model has one as well.
use fivefold::prelude::*;

#[model]
pub struct Page<T> {
    pub id: Id<T>,
}

fn main() {}
