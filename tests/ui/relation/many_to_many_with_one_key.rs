use fivefold::prelude::*;

#[model(many_to_many(tags: Tag through Tagging(TAG_ID)))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Tag {
    pub id: Id<Tag>,
}

fn main() {}
