// A path is written as a path, so that the editor can follow it.
use fivefold::prelude::*;

#[derive(DbEnum)]
#[db(crate = "fivefold")]
pub enum Status {
    Open,
}

fn main() {}
