// An enum that is stored as text needs the derives of the companions; all that it lacks is one mistake.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub enum Status {
    Open,
    Closed,
}

#[model]
pub struct Ticket {
    pub id: Id<Ticket>,
    pub status: Status,
    pub before: Option<Status>,
}

fn main() {}
