// `rename` could mean the column or the JSON key; here the column is meant, `#[serde(rename)]` is for the key.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(rename = "mail")]
    pub email: String,
}

fn main() {}
