// A list is no value of one column, unless it is stored as JSON.
use fivefold::prelude::*;

#[model]
pub struct Post {
    pub id: Id<Post>,
    pub tags: Vec<String>,
}

fn main() {}
