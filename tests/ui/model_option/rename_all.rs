// The key in JSON is serde's affair, and serde's attribute reaches every companion.
use fivefold::prelude::*;

#[model(rename_all = "camelCase")]
pub struct User {
    pub id: Id<User>,
    pub full_name: String,
}

fn main() {}
