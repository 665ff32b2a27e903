// An instant is stored in UTC: a column of two zones could not be sorted.
use fivefold::prelude::*;

#[model]
pub struct Event {
    pub id: Id<Event>,
    pub starts_at: NaiveDate,
    pub ends_at: std::time::SystemTime,
}

fn main() {}
