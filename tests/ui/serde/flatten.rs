// One field is one column, and a flattened field would be several keys for one of them.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[serde(flatten)]
    pub address: Json<Vec<String>>,
}

fn main() {}
