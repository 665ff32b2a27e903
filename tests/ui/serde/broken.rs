// The user stopped typing in the middle of serde's attribute.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[serde(rename = )]
    pub email: String,
}

fn main() {}
