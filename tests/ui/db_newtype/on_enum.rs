// An enum has a derive of its own.
use fivefold::prelude::*;

#[derive(DbNewtype)]
pub enum Status {
    Open,
}

fn main() {}
