// The name of a constraint is made of those of all its columns.
use fivefold::prelude::*;

#[model(unique(name_of_the_first_one, name_of_the_second_one, name_of_the_third_one))]
pub struct User {
    pub id: Id<User>,
    pub name_of_the_first_one: String,
    pub name_of_the_second_one: String,
    pub name_of_the_third_one: String,
}

fn main() {}
