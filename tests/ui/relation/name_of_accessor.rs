// `boss_id` already has the method `boss`.
use fivefold::prelude::*;

#[model(has_many(boss: Person::BOSS_ID))]
pub struct Person {
    pub id: Id<Person>,
    #[field(server)]
    pub boss_id: Option<Id<Person>>,
}

fn main() {}
