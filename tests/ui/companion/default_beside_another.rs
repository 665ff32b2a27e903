// Only the derive that is there already is a mistake; what else is listed stays.
use fivefold::prelude::*;

#[model(on(update, derive(Eq, Default)))]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

fn is_eq<T: Eq>(_: T) {}

fn main() {
    is_eq(UserUpdate { name: Keep });
}
