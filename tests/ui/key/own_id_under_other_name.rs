// An `Id` of the same model under another name is its key or points to another row of the table, such as a parent.
use fivefold::prelude::*;

#[model]
pub struct Category {
    pub parent_id: Id<Category>,
}

fn main() {}
