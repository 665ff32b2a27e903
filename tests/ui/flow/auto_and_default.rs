// Both would give the value.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(auto, default = Utc::now())]
    pub seen_at: DateTime<Utc>,
}

fn main() {}
