// A type of one's own needs a derive that says how it is stored.
use fivefold::prelude::*;

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Status {
    Open,
    Closed,
}

#[model]
pub struct Ticket {
    pub id: Id<Ticket>,
    pub status: Status,
}

fn main() {}
