// The texts of an enum are fixed already.
use fivefold::prelude::*;

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbEnum)]
pub enum Status {
    Open,
}

#[model]
pub struct Ticket {
    pub id: Id<Ticket>,
    #[field(len(1..=3))]
    pub status: Status,
}

fn main() {}
