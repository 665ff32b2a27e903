// `auto` generates the value, and `default` takes one.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(auto = Utc::now())]
    pub seen_at: DateTime<Utc>,
}

fn main() {}
