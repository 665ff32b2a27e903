//! What is no view is not read from columns.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub struct Card;

fn main() {
    let _ = User::query().view::<Card>();
}
