// `auto` generates once; the words in parentheses say what else there is.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(auto(create))]
    pub seen_at: DateTime<Utc>,
}

fn main() {}
