// An empty text looks like one that was never filled in.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub enum Status {
    #[serde(rename = "")]
    Open,
}

fn main() {}
