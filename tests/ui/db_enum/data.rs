// The column holds the variant's name, and nothing of what is inside.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub enum Status {
    Open,
    Closed(String),
}

fn main() {}
