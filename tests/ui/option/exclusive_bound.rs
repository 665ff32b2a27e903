// Bounds are included, so a bound that is not has no translation that is right for fractions.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(gt = 18)]
    pub age: i32,
}

fn main() {}
