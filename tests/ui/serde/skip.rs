// Who sees and who sends a field is said once, for all companions, and not per companion by serde.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[serde(skip_serializing)]
    pub note: String,
}

fn main() {}
