// One source for a value, so that no rule has to say which one wins.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(server, auto)]
    pub seen_at: DateTime<Utc>,
}

fn main() {}
