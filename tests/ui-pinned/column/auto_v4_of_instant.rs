// Version 4 is a kind of UUID.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(auto(v4))]
    pub seen_at: DateTime<Utc>,
}

fn main() {}
