use fivefold::prelude::*;

#[model(many_to_many(tags: Tag through Tagging(TAG_ID, USER_ID)))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Tag {
    pub id: Id<Tag>,
}

#[model]
pub struct Tagging {
    pub id: Id<Tagging>,
    pub user_id: Id<User>,
    pub tag_id: Id<Tag>,
}

fn main() {}
