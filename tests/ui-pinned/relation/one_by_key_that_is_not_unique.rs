// At most one child is what a unique foreign key promises, and no other does.
use fivefold::prelude::*;

#[model(has_one(profile: Profile::USER_ID))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Profile {
    pub id: Id<Profile>,
    #[field(server)]
    pub user_id: Id<User>,
}

fn main() {}
