// The rows of a scoped model are checked whatever relations lead to them.
use fivefold::prelude::*;

#[model]
#[derive(Debug)]
pub struct User {
    pub id: Id<User>,
}

#[model]
#[derive(Debug)]
pub struct Case {
    pub id: Id<Case>,
    #[field(server)]
    pub creator_id: Id<User>,
    #[field(server)]
    pub editor_id: Id<User>,
}

#[model(scoped)]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    pub case_id: Id<Case>,
    #[field(server)]
    pub owner_id: Id<User>,
}

fn main() {}
