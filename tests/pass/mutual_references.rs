//! Two models that point to each other, and one that points to itself.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row.
#[model(has_many(items: Item::OWNER_ID), has_one(profile: Profile::USER_ID))]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// The one liked best.
    #[field(on_delete = set_null)]
    pub favourite_id: Option<Id<Item>>,
    /// The one above.
    pub boss_id: Option<Id<User>>,
}

/// A row.
#[model(has_many(fans: User::FAVOURITE_ID))]
#[derive(Debug)]
pub struct Item {
    /// The key.
    pub id: Id<Item>,
    /// Whose it is.
    #[field(server, on_delete = cascade)]
    pub owner_id: Id<User>,
}

/// A row of which a user has one at most.
#[model]
#[derive(Debug)]
pub struct Profile {
    /// The key.
    pub id: Id<Profile>,
    /// Whose it is.
    #[field(server, unique)]
    pub user_id: Id<User>,
}

/// Names every relation.
pub fn relations(user: &User, item: &Item, profile: &Profile) {
    let _ = (user.items(), user.profile(), user.favourite(), user.boss());
    let _ = (item.owner(), item.fans(), profile.user());
}

fn main() {
    let _ = schema![Profile, Item, User];
}
