// `default` alone means the type's own default, and an instant has none.
use fivefold::prelude::*;

#[model]
pub struct Event {
    pub id: Id<Event>,
    #[field(default)]
    pub owner: Id<Event>,
}

fn main() {}
